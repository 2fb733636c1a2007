"""What the course that is shipped must satisfy, whatever its authors change."""

from lms.workflows.course_import.check_course import check_course
from tests.factories import SHIPPED_COURSE


def test_the_shipped_course_has_no_problem() -> None:
    assert check_course(SHIPPED_COURSE) == []
