"""Each release of the counts of a form is remembered, by item."""

from datetime import timedelta
from importlib import import_module

import pytest

from assessments.analysis.response_tables.keys import ItemKey
from assessments.evaluation.forms import ReleasedForm, form_release, get_form_releases, store_form
from tests.evaluation_counts import draw_form
from tests.integration.assessments.conftest import START

KEYS = [ItemKey(f"M{number:02}", ("B",)) for number in range(6)]
FORM = ("post", "A")


@pytest.fixture
def store(write, course):
    def store(counts, day, waiting=None):
        released = ReleasedForm(FORM, counts, waiting)
        write(store_form, course.context_id, released, START + timedelta(days=day))

    return store


@pytest.fixture
def releases(read, course):
    return lambda: read(get_form_releases, course.context_id, "post")


def test_releases_are_remembered_and_counts_that_wait_are_not(store, releases):
    first, second = draw_form(40, 1, KEYS), draw_form(90, 2, KEYS)
    store(first, 0)
    store(None, 1, waiting=4)
    store(second, 2)
    rows = releases()["A"]
    assert [(row.released_at, row.n) for row in rows] == [
        (START, 40),
        (START + timedelta(days=2), 90),
    ]
    for row, counts in zip(rows, (first, second), strict=True):
        right = {code: sum(by[1.0].values()) for code, by in counts.points.items()}
        assert row.items == {code: (counts.n, right[code]) for code in right}


def test_a_release_at_the_same_moment_replaces_the_one_before(store, releases):
    store(draw_form(40, 1, KEYS), 0)
    store(draw_form(50, 1, KEYS), 0)
    assert [row.n for row in releases()["A"]] == [50]


def test_counts_of_nobody_are_not_remembered(store, releases):
    store(draw_form(0, 1, KEYS), 0)
    assert releases() == {}


def test_the_migration_remembers_what_is_released_now(course):
    counts = draw_form(40, 1, KEYS)
    migration = import_module("migrations.versions.0044_create_form_release")
    row = form_release(course.context_id, FORM, counts, START)
    assert migration._items(counts.as_json()["points"]) == row.items
