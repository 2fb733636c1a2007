"""What the course that is shipped must satisfy, whatever its authors change."""

import pytest

from courses.course_files.folder import load_folder
from courses.course_files.reader import CourseFiles, read_course
from courses.course_files.steps.hours import course_minutes
from lms.workflows.course_import.check_course import check_course
from tests.factories import SHIPPED_COURSE


@pytest.fixture(scope="module")
def shipped() -> CourseFiles:
    return read_course(SHIPPED_COURSE)


def test_the_shipped_course_has_no_problem() -> None:
    assert check_course(SHIPPED_COURSE) == []


def test_each_lesson_has_required_steps_and_computed_minutes(shipped: CourseFiles) -> None:
    for lesson in shipped.lessons:
        required = {step.kind for step in lesson.steps if step.is_required}
        assert {"try", "practise"} <= required, lesson.code
        assert lesson.minutes == -(-sum(step.seconds for step in lesson.steps) // 60), lesson.code


def test_hours_of_the_certificate_are_the_computed_minutes(shipped: CourseFiles) -> None:
    minutes = course_minutes(load_folder(SHIPPED_COURSE))
    assert minutes is not None
    assert minutes.lessons == sum(lesson.minutes for lesson in shipped.lessons)
    assert min(minutes.tests, minutes.scenarios, minutes.plan) > 0
    total = minutes.lessons + minutes.tests + minutes.scenarios + minutes.plan
    assert abs(shipped.meta.certificate.hours * 60 - total) <= 30
