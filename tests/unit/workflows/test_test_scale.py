"""Scales of tests: figures of the scale, and when it stays hidden."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from assessments.analysis.form_counter import FormAnswers, FormCounter
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.statistics.minimums import MIN_SHOWN
from assessments.analysis.test_scale import scale_form
from assessments.evaluation.queries import TestSummary as Summary
from lms.workflows.evaluation.test_quality import TestQuality as Quality
from lms.workflows.evaluation.test_quality import compute_quality
from lms.workflows.evaluation.test_scale import scale_quality
from tests.evaluation_counts import draw_form

KEYS = [ItemKey(f"A{number:02}", ("B",)) for number in range(20)]
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def scale_of(counts, keys=KEYS):
    quality = Quality(uuid4(), "C", 75, "post", NOW, (), None)
    (form,) = compute_quality(quality, {"A": Summary(counts, NOW)}, {"A": keys}).forms
    return scale_quality(form, counts, keys)


def test_items_are_sorted_by_difficulty_with_mean_zero():
    scale = scale_of(draw_form(400, 1, KEYS)).scale
    difficulties = [item.difficulty for item in scale.items]
    assert difficulties == sorted(difficulties)
    assert sum(difficulties) == pytest.approx(0, abs=1e-9)
    assert [row.total for row in scale.measures] == list(range(21))
    assert sum(row.learners for row in scale.bins) == scale.n == 400
    assert min(row.learners for row in scale.bins) >= MIN_SHOWN


def test_the_level_is_the_mean_measure_of_the_people():
    counts = draw_form(150, 2, KEYS)
    scale = scale_of(counts).scale
    by_total = {}
    for totals in counts.points["A00"].values():
        for total, n in totals.items():
            by_total[total] = by_total.get(total, 0) + n
    mean = sum(scale.measures[int(total)].measure * n for total, n in by_total.items()) / 150
    assert scale.level == pytest.approx(mean)


def test_an_item_that_is_answered_by_chance_does_not_fit():
    scale = scale_of(draw_form(2_000, 3, KEYS, weak={"A07"})).scale
    worst = max(scale.items, key=lambda item: item.fit.infit)
    assert worst.code == "A07"
    assert worst.fit.infit_z > 4


def test_marks_need_a_large_and_certain_misfit():
    item = scale_of(draw_form(400, 1, KEYS)).scale.items[0]
    cases = {(1.21, 2.1): (True, False), (1.21, 1.9): (False, False), (1.19, 9.0): (False, False)}
    cases |= {(0.79, -2.1): (False, True), (0.79, -1.9): (False, False)}
    for (square, z), marks in cases.items():
        fit = replace(item.fit, infit=square, infit_z=z, outfit=1.0, outfit_z=0.0)
        marked = replace(item, fit=fit)
        assert (marked.is_noisy, marked.is_regular) == marks
        fit = replace(item.fit, outfit=square, outfit_z=z, infit=1.0, infit_z=0.0)
        assert replace(item, fit=fit).is_noisy == marks[0]


def test_fewer_than_a_hundred_people_have_no_scale():
    assert scale_of(draw_form(99, 1, KEYS)).missing == "people"
    assert scale_of(draw_form(100, 1, KEYS)).missing is None


def test_an_item_that_few_do_not_know_hides_the_scale():
    """Its difficulty would tell their number, and so would those of all other items."""
    counter = FormCounter()
    for person in range(200):
        points = (float(person >= 9), float(person % 2), float(person % 3 == 0))
        rows = zip(KEYS, points, strict=False)
        counter.add(FormAnswers("A", {key.item: ("B" if p else "A", p) for key, p in rows}))
    scaled = scale_of(counter.counts(), KEYS[:3])
    assert (scaled.scale, scaled.missing, scaled.hidden) == (None, "items", ("A00", "A02"))


def test_people_with_other_items_have_no_scale():
    counter = FormCounter()
    for person in range(200):
        keys = KEYS[: 3 if person else 2]
        counter.add(FormAnswers("A", {key.item: ("B", float(person % 2)) for key in keys}))
    assert scale_of(counter.counts()).missing == "rescoring"


def test_separated_items_have_no_scale():
    """Whoever knows the second item knows the first: no finite difference of difficulty."""
    counter = FormCounter()
    for person in range(150):
        points = (float(person % 3 != 0), float(person % 3 == 1))
        rows = zip(KEYS, points, strict=False)
        counter.add(FormAnswers("A", {key.item: ("B" if p else "A", p) for key, p in rows}))
    assert scale_of(counter.counts(), KEYS[:2]).missing == "estimate"


def test_partial_points_have_no_scale():
    counter = FormCounter()
    for person in range(150):
        counter.add(FormAnswers("A", {"A00": (None, person % 3 / 2), "A01": ("B", person % 2)}))
    assert scale_form(counter.counts(), KEYS[:2]) is None
