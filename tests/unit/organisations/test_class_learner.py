"""What whoever leads a class is told of a test: that it is done, and never that it fell short."""

from datetime import UTC, datetime

import pytest

from assessments.queries import AssessmentState
from lms.workflows.cohorts.cohort_learner import TaskState, _test

HANDED_IN = datetime(2027, 1, 20, tzinfo=UTC)


def attempt(task, state, *, has_passed=False):
    submitted_at = HANDED_IN if state == "done" else None
    return AssessmentState(task, state, None, submitted_at, has_passed, 40, 75, 1, 2, HANDED_IN)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (attempt("pre", "not-started"), TaskState("pre", "not-started", None)),
        (attempt("pre", "open"), TaskState("pre", "under-way", None)),
        (attempt("pre", "done"), TaskState("pre", "done", HANDED_IN)),
        (attempt("post", "not-started"), TaskState("post", "not-started", None)),
        (attempt("post", "done", has_passed=True), TaskState("post", "passed", HANDED_IN)),
    ],
)
def test_state_and_day_are_told(found, told):
    assert _test(found) == told


def test_post_test_that_fell_short_looks_like_one_that_is_open():
    assert _test(attempt("post", "done")) == _test(attempt("post", "open"))
