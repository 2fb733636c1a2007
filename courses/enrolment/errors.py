"""Errors of cohorts and enrolments."""

from lms.kernel.errors import NotFound


class CohortNotFound(NotFound):
    """No cohort, or more than one, has this name."""

    code = "cohort-not-found"


class EnrolmentNotFound(NotFound):
    """There is no such enrolment, or it belongs to another person."""

    code = "enrolment-not-found"
