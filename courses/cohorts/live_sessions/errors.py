"""What can go wrong with a live session and with checking in."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class LiveSessionNotFound(NotFound):
    """There is none with this id in this class, or it is not the reader's to see."""

    code = "live-session-gone"


class LiveSessionCancelled(Conflict):
    """It does not take place, so nothing about it changes any more."""

    code = "live-session-cancelled"


class LiveSessionTimesInvalid(Invalid):
    """It ends before it begins."""

    code = "live-session-times"


class ModuleNotTaught(Invalid):
    """The course of the class has no such module."""

    code = "module-not-taught"


class CheckInUnknown(NotFound):
    """No session shows this code now. A wrong one and one of a moment ago read alike."""

    code = "check-in-unknown"


class NotInThisCohort(Conflict):
    """Only members of the class check in here, and this person is none."""

    code = "not-in-this-class"


class LearnsInAnotherCohort(Conflict):
    """They take the course in another class already, and progress stays where it is."""

    code = "learns-in-another-class"


class AttendanceTooEarly(Conflict):
    """Nobody can have come yet."""

    code = "attendance-too-early"


class NoteUnknown(Invalid):
    code = "attendance-note-unknown"
