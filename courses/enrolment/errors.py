"""Errors of cohorts and enrolments."""

from lms.kernel.errors import Conflict, NotFound


class CohortNotFound(NotFound):
    """No cohort, or more than one, has this name."""

    code = "cohort-not-found"


class EnrolmentNotFound(NotFound):
    """There is no such enrolment, or it belongs to another person."""

    code = "enrolment-not-found"


class VersionLeft(Conflict):
    """The learner takes another version of the course `course` now; nothing was stored."""

    code = "version-left"


class VersionNotOffered(Conflict):
    """The learner may not begin this version of the course, or not any more."""

    code = "version-not-offered"


class FinishInCohort(Conflict):
    """A learner in a cohort of an organisation finishes the version of the cohort first."""

    code = "finish-in-cohort"
