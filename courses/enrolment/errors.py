"""What can go wrong with an enrolment."""

from lms.kernel.errors import NotFound


class CohortNotFound(NotFound):
    """No cohort, or more than one, has this name."""

    code = "cohort-not-found"


class EnrolmentNotFound(NotFound):
    code = "enrolment-not-found"
