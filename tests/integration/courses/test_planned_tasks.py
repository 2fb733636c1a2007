"""A follow-up asks about the tasks that the learner planned in the course."""

import re
from datetime import timedelta

import pytest

from courses.enrolment.join_course import join_course
from courses.enrolment.service import mark_completed
from courses.follow_up.service import invite
from courses.follow_up.window import Window, months_later
from lms.kernel.clock import utc_now
from tests.factories import course_files_with_steps, make_course

COURSE = "/courses/POESA-EL"
STEP = f"{COURSE}/lessons/M02-L1/steps/takeaway"
FOLLOW_UP = f"{COURSE}/assessments/follow-up"
QUESTION = "Sudahkah dilakukan?"


@pytest.fixture
def browser(write, make_person, sign_in):
    """Somebody who completed the course three months ago and is invited to the follow-up."""
    write(make_course, files=course_files_with_steps())
    learner = make_person(language="id", audience="teacher")
    now = utc_now()
    enrolment_id = write(join_course, person_id=learner, course_code="POESA-EL", now=now)
    browser = sign_in(learner)
    browser.post(f"{COURSE}/lessons/M01-L1/open")
    write(mark_completed, enrolment_id, now=months_later(now, -3))
    window = Window(3, now - timedelta(days=1), now + timedelta(days=30))
    write(invite, enrolment_id, window, is_notified=False, now=now - timedelta(hours=1))
    return browser


def plan(browser):
    handler = re.search(r'action="([^"]+/plan)"', browser.get(STEP).text)[1]
    browser.post(handler, data={"day": "2027-01-31"})


def test_nothing_is_asked_without_a_plan(browser):
    browser.get(STEP)
    page = browser.get(FOLLOW_UP)
    assert page.status_code == 200
    assert QUESTION not in page.text
    assert "Yang Anda rencanakan" not in page.text


def test_a_planned_task_is_asked_about_and_the_answer_is_kept(browser):
    plan(browser)
    page = browser.get(FOLLOW_UP).text
    assert "Tandai satu angka di papan sekolah" in page
    assert f"Anda merencanakan ini untuk 31 Januari 2027. {QUESTION}" in page
    handler = re.search(r'action="([^"]+/report)"', page)[1]
    at = re.search(r'name="at" value="([^"]+)"', page)[1]
    answer = browser.post(handler, data={"outcome": "partly", "at": at})
    assert (answer.status_code, answer.location.partition("#")[0]) == (303, FOLLOW_UP)
    assert 'value="partly" checked' in browser.get(FOLLOW_UP).text


def test_a_lesson_does_not_ask(browser):
    plan(browser)
    assert QUESTION not in browser.get(STEP).text
    assert QUESTION not in browser.get(f"{COURSE}/assessments/post").text
