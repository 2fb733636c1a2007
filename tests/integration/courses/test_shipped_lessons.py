"""The lessons of the shipped course, as a learner who only reads and presses buttons meets them."""

import re
from gzip import compress

import pytest

from courses.catalogue.queries import course_outline
from courses.course_files.reader import read_course
from courses.enrolment.join_course import join_course
from courses.progress.course_progress import course_progress
from courses.progress.service import open_lesson
from lms.kernel.clock import utc_now
from tests.factories import SHIPPED_COURSE, make_course

MAX_WEIGHT = 16 * 1024  # bytes of a step's page with its picture, compressed


@pytest.fixture(scope="module")
def files():
    return read_course(SHIPPED_COURSE)


@pytest.fixture
def course(write, files):
    """Path of the course, and its lessons."""
    version_id = write(make_course, files=files)
    lessons = write(
        lambda session: [
            lesson
            for module in course_outline(session, version_id, language="id")
            for lesson in module.lessons
        ]
    )
    return f"/courses/{files.meta.code}", lessons


@pytest.fixture
def enrolment_id(write, learner, files, course):
    """Of a learner who has gone on without the pre-test."""
    enrolment_id = write(join_course, person_id=learner, course_code=files.meta.code, now=utc_now())
    first = course[1][0].id
    write(open_lesson, enrolment_id=enrolment_id, lesson_id=first, now=utc_now())
    return enrolment_id


def test_reading_all_steps_and_pressing_done_finishes_no_lesson(
    browser, course, enrolment_id, new_session
):
    base, lessons = course
    heavy = []
    for lesson in lessons:
        address = f"{base}/lessons/{lesson.code}"
        page = browser.get(address, follow_redirects=True)
        steps = list(dict.fromkeys(re.findall(rf'href="({address}/steps/[\w-]+)"', page.text)))
        assert len(steps) >= 5
        for path in steps:
            answer = browser.get(path)
            assert answer.status_code == 200
            size = len(compress(answer.data))
            heavy += [(path, size)] if size > MAX_WEIGHT else []
        assert browser.post(f"{address}/finish").status_code == 422
    assert heavy == []
    with new_session() as session:
        assert course_progress(session, enrolment_id, language="id").lessons_done == 0
