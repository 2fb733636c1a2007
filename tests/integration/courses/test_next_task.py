"""Home leads to what the certificate still asks for, and to nothing for which one must wait."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from courses.enrolment.models import Cohort
from lms.kernel.clock import utc_now
from lms.web.catalogue.tasks import next_task, tasks_of
from tests.integration.courses.conftest import add_version
from tests.small_course import small_course

MODULE = SimpleNamespace(day=1, number=1, lessons=[SimpleNamespace(is_finished=True, state="")])
PROGRESS = SimpleNamespace(is_started=True, modules=[MODULE], to_read_again=[])
COURSE = {
    "code": "C",
    "has_scenarios": True,
    "scenarios_required": 1,
    "scenario_min_percent": 0,
    "scenarios_done": 0,
    "is_plan_required": True,
    "plan_state": "submitted",
    "has_plan": True,
    "post_test_min": 75,
}
POST = {"has_passed": False, "state": "not-started", "attempts_remaining": 3, "may_retake_at": None}
FELL_SHORT = {"state": "done", "attempts_remaining": 2}


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
        ({"has_scenarios": False}, "/courses/C#scenarios"),
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
    "post",
    [FELL_SHORT | {"attempts_remaining": 0}, {"has_passed": True}],
    ids=["none-left", "passed"],
)
def test_nothing_comes_next_where_nothing_can_be_done(app, post):
    with app.test_request_context():
        assert next_href(post=post) is None


@pytest.fixture
def version_id(write, request):
    """Of a course that asks for so many stories, and for a plan or not."""
    files = small_course()
    rules = dict(zip(("scenarios_required", "is_plan_required"), request.param, strict=True))
    meta = replace(files.meta, completion=replace(files.meta.completion, **rules))
    return write(add_version, replace(files, meta=meta))


@pytest.mark.parametrize(
    ("version_id", "rule", "said", "unsaid"),
    [
        (
            (1, True),
            "submitted",
            ["1 scenario to", "plan, handed in"],
            ["stories to", "plan, approved"],
        ),
        ((3, True), "approved", ["3 scenarios to", "plan, approved"], ["story to", "plan, handed"]),
        ((0, False), "submitted", ["all lessons"], ["story to", "stories to", "the action plan,"]),
    ],
    indirect=["version_id"],
)
def test_home_asks_for_what_the_course_and_its_class_ask_for(
    browser, new_session, rule, said, unsaid
):
    with new_session() as session, session.begin():
        session.execute(update(Cohort).values(plan_rule=rule))
    browser.set_cookie("language", "en")
    page = browser.get("/home").text
    assert [words for words in said if words not in page] == []
    assert [words for words in unsaid if words in page] == []
