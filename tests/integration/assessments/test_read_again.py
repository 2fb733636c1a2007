"""A post-test that falls short leads back to the lessons of what it missed; credit stays."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from courses.catalogue.content_models import Lesson
from courses.enrolment.join_course import join_course
from courses.enrolment.models import Enrolment
from courses.progress.completion import completion
from courses.progress.course_progress import course_progress
from lms.kernel.clock import utc_now
from lms.workflows.attempts.take_assessment import finish_attempt
from lms.workflows.completion.finish_lesson import finish_lesson
from tests import factories

from .conftest import Learner

NOW = utc_now()
THEN = NOW - timedelta(days=9)
TAUGHT = ("M01-L2", "M01-L4", "M02-L1")


@pytest.fixture
def reader(make_person, write, read):
    """Somebody who has done three lessons of the real course."""
    person_id = make_person()
    version_id = write(factories.make_course, now=THEN)
    enrolment_id = write(join_course, person_id=person_id, course_code="POESA-EL", now=THEN)
    cohort_id = read(lambda s: s.get(Enrolment, enrolment_id)).cohort_id
    course = SimpleNamespace(context_id=version_id, cohort_id=cohort_id)
    learner = Learner(person_id, course, write, read)
    learner.enrolment_id = enrolment_id
    for code in TAUGHT:
        finish(write, learner, code, now=THEN)
    return learner


def finish(write, learner, code, *, now=NOW):
    def act(session):
        lesson = select(Lesson.id).where(
            Lesson.course_version_id == learner.course.context_id, Lesson.code == code
        )
        way = {"person_id": learner.id, "enrolment_id": learner.enrolment_id}
        finish_lesson(session, lesson_id=session.scalar(lesson), state="done", now=now, **way)

    write(act)


@pytest.fixture
def sit(reader, write):
    """The post-test with so many right answers, handed in as its page does; twice is once."""

    def sit(correct, now=NOW):
        attempt_id = reader.start("post", now=now)
        values = reader.right_values(attempt_id)
        for place, value in enumerate(values[:correct], start=1):
            reader.save(attempt_id, place, value, now=now)
        for _ in range(2):
            write(finish_attempt, attempt_id, person_id=reader.id, now=now)
        return attempt_id

    return sit


@pytest.fixture
def to_read(reader, read):
    def to_read():
        found = read(course_progress, reader.enrolment_id, language="id")
        return [lesson.code for lesson in found.to_read_again]

    return to_read


def test_lessons_done_are_to_be_read_again_and_stay_done(reader, sit, to_read, read):
    sit(0)
    assert set(to_read()) == set(TAUGHT)
    assert read(completion, reader.enrolment_id).lessons_done == len(TAUGHT)


def test_lesson_read_again_is_off_the_list_even_when_the_test_is_sent_again(
    reader, sit, to_read, write
):
    attempt_id = sit(0)
    finish(write, reader, "M01-L2")
    write(finish_attempt, attempt_id, person_id=reader.id, now=NOW)
    assert set(to_read()) == set(TAUGHT) - {"M01-L2"}


def test_next_test_that_falls_short_reopens_once_more_and_one_passed_ends_it(
    reader, sit, to_read, write
):
    sit(0)
    finish(write, reader, "M01-L2")
    sit(0, now=NOW + timedelta(hours=25))
    assert "M01-L2" in to_read()
    sit(20, now=NOW + timedelta(hours=25 + 73))
    assert to_read() == []


def test_pages_lead_back_to_the_lessons(reader, sit, sign_in):
    attempt_id, browser = sit(0), sign_in(reader.id)
    result = browser.get(f"/attempts/{attempt_id}/result").text
    assert 'href="/courses/POESA-EL/lessons/M01-L2"' in result
    assert "Mulai dari yang pertama" in result
    assert result.count("Penguasaan per tujuan belajar") == 2, (
        "the summary, and the label of the list"
    )
    assert "Pelajaran: Istilah yang tepat" in result
    assert not re.search(r">[^<]*M\d\d-L\d[^<]*<", result), "no page shows codes of lessons"
    assert "3 pelajaran untuk dibaca lagi" in browser.get("/home").text
    assert browser.get("/courses/POESA-EL").text.count("Untuk dibaca lagi") == 3 + 2
    assert "tetap terhitung selesai" in browser.get("/courses/POESA-EL/lessons/M01-L2").text


def test_pass_at_once_reopens_nothing(sit, to_read):
    sit(20)
    assert to_read() == []
