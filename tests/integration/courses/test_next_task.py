"""Home leads to what the certificate still asks for, and to nothing for which one must wait."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from lms.kernel.clock import utc_now
from lms.web.catalogue.tasks import next_task, tasks_of

MODULE = SimpleNamespace(day=1, code="M01", lessons=[SimpleNamespace(is_finished=True, state="")])
PROGRESS = SimpleNamespace(is_started=True, modules=[MODULE], to_read_again=[])
COURSE = {
    "code": "C",
    "has_scenarios": True,
    "is_plan_required": True,
    "plan_state": "submitted",
    "has_plan": True,
    "post_test_min": 75,
}
POST = {"has_passed": False, "state": "not-started", "attempts_left": 3, "may_retake_at": None}
FELL_SHORT = {"state": "done", "attempts_left": 2}


def next_href(course=None, post=None):
    states = SimpleNamespace(
        pre=None, post=SimpleNamespace(**POST | (post or {})), self_efficacy_after=None
    )
    course = SimpleNamespace(**COURSE | (course or {}))
    found = next_task(tasks_of(course, PROGRESS, states))
    return found.href if found else None


@pytest.mark.parametrize(
    ("course", "href"),
    [
        ({"has_scenarios": False}, "/courses/C#stories"),
        ({"plan_state": "", "has_plan": False}, "/courses/C/plan"),
        ({"plan_state": "returned", "has_plan": False}, "/courses/C/plan"),
        ({"plan_state": "submitted", "has_plan": False}, "/courses/C/assessments/post"),
        ({}, "/courses/C/assessments/post"),
    ],
    ids=["no-story", "no-plan", "plan-returned", "plan-with-its-reviewer", "no-post-test"],
)
def test_the_first_step_that_is_left_comes_next(app, course, href):
    with app.test_request_context():
        assert next_href(course) == href


@pytest.mark.parametrize("hours", [-1, 1], ids=["may-now", "must-wait"])
def test_a_test_that_fell_short_comes_next_as_soon_as_it_may_be_taken(app, hours):
    at = utc_now() + timedelta(hours=hours)
    with app.test_request_context():
        found = next_href(post=FELL_SHORT | {"may_retake_at": at})
    assert found == (None if hours > 0 else "/courses/C/assessments/post")


@pytest.mark.parametrize(
    "post", [FELL_SHORT | {"attempts_left": 0}, {"has_passed": True}], ids=["none-left", "passed"]
)
def test_nothing_comes_next_where_nothing_can_be_done(app, post):
    with app.test_request_context():
        assert next_href(post=post) is None
