"""The whole course that is shipped is read, checked and imported in little processor time."""

from time import process_time

from lms.kernel.clock import utc_now
from lms.workflows.course_import.check_course import read_valid_course
from lms.workflows.course_import.import_course import import_course
from tests.factories import SHIPPED_COURSE

MAX_SECONDS = 5


def test_the_shipped_course_is_imported_in_a_few_seconds(write):
    start = process_time()
    write(import_course, read_valid_course(SHIPPED_COURSE), now=utc_now())
    assert process_time() - start < MAX_SECONDS
