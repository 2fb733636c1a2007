"""What counts of the events that a block publishes."""

import pytest

from courses.block_host.runtime.events import ProgressUpdate, parse_event


@pytest.mark.parametrize(
    ("kind", "facts", "count"),
    [
        ("grade", {"value": 1, "max_value": 2}, ProgressUpdate(grade=(1.0, 2.0))),
        ("grade", {"value": "0.5", "max_value": 1}, ProgressUpdate(grade=(0.5, 1.0))),
        ("grade", {"value": 7, "max_value": 2}, ProgressUpdate(grade=(2.0, 2.0))),
        ("grade", {"value": 1, "max_value": 1, "user_id": "me"}, ProgressUpdate(grade=(1.0, 1.0))),
        ("completion", {"completion": 0.5}, ProgressUpdate(completion=0.5)),
        ("completion", {"completion": 9}, ProgressUpdate(completion=1.0)),
        ("progress", {}, ProgressUpdate(completion=1.0)),
    ],
)
def test_grades_and_completion_count(kind, facts, count):
    assert parse_event(kind, facts, person="me") == count


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("grade", {"value": 1, "max_value": 1, "user_id": "another"}),
        ("grade", {"value": "much", "max_value": 1}),
        ("grade", {"value": float("nan"), "max_value": 1}),
        ("grade", {"value": 10**400, "max_value": 1}),
        ("grade", {"value": 1, "max_value": -1}),
        ("grade", {"value": 1}),
        ("completion", {"completion": None}),
        ("poll.submitted", {"choice": "R"}),
    ],
)
def test_what_is_no_figure_or_about_another_person_does_not(kind, facts):
    assert parse_event(kind, facts, person="me") is None
