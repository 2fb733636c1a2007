"""What can go wrong with an enrolment."""

from lms.kernel.errors import NotFound


class EnrolmentNotFound(NotFound):
    code = "enrolment-not-found"
