"""A course gets lessons in steps: learners under way stay on their version and finish it."""

import pytest

from courses.enrolment.join_course import join_course
from courses.progress.course_progress import course_progress
from lms.kernel.clock import utc_now
from tests.integration.courses.conftest import add_version
from tests.small_course import CODE, small_course
from tests.step_lesson import ADDRESS, STEPS, add_step_lesson

OLD_LESSON = f"/courses/{CODE}/lessons/M01-L1"


@pytest.fixture
def new_version(browser, write):
    """A version with a lesson in steps; the learner of `browser` is halfway through the old one."""
    browser.get(OLD_LESSON)

    def add(session):
        version_id = add_version(session, small_course("hash-2"))
        add_step_lesson(session, version_id)
        return version_id

    return write(add)


def test_half_done_lesson_goes_on_as_it_was_and_is_finished(
    browser, new_version, new_session, enrolment_id
):
    assert "Pelajaran M01-L1 (id)" in browser.get(OLD_LESSON).text
    for lesson in ("M01-L1", "M01-L2", "M02-L1", "M02-L2"):
        assert browser.post(f"/courses/{CODE}/lessons/{lesson}/finish").status_code == 303
    with new_session() as session:
        progress = course_progress(session, enrolment_id, language="id")
    assert (progress.lessons_done, progress.lessons_total) == (4, 4)


def test_bookmark_of_a_step_that_the_own_version_has_not_is_no_dead_end(browser, new_version):
    assert browser.get(ADDRESS).status_code == 404
    assert browser.get(f"{STEPS}/case").status_code == 404
    page = browser.get(f"{OLD_LESSON}/steps/case", follow_redirects=True)
    assert page.status_code == 200
    assert "Pelajaran M01-L1 (id)" in page.text


def test_who_joins_later_gets_the_steps(sign_in, make_person, new_version, write):
    late = make_person()
    write(join_course, person_id=late, course_code=CODE, now=utc_now())
    assert sign_in(late).get(ADDRESS).location == f"{STEPS}/case"
