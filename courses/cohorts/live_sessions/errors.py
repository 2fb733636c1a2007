"""Errors of live sessions and check-in."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class LiveSessionNotFound(NotFound):
    """The cohort has no session with this id, or the reader may not see it."""

    code = "live-session-gone"


class LiveSessionCancelled(Conflict):
    """A cancelled session cannot be changed."""

    code = "live-session-cancelled"


class LiveSessionTimesInvalid(Invalid):
    """The session ends before it begins."""

    code = "live-session-times"


class ModuleNotTaught(Invalid):
    """The course of the cohort has no such module."""

    code = "module-not-taught"


class CheckInUnknown(NotFound):
    """No session accepts this code now; wrong and expired codes raise the same error."""

    code = "check-in-unknown"


class NotInThisCohort(Conflict):
    """Only members of the cohort can check in to this session."""

    code = "not-in-this-class"


class LearnsInAnotherCohort(Conflict):
    """The person takes the course in another cohort already."""

    code = "learns-in-another-class"


class AttendanceTooEarly(Conflict):
    """Attendance cannot be marked before check-in opens."""

    code = "attendance-too-early"


class NoteUnknown(Invalid):
    """The attendance note is not one of `NOTES`."""

    code = "attendance-note-unknown"
