"""Errors of reports on awareness sessions."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class AwarenessSessionNotFound(NotFound):
    """No session has this id, or it belongs to another person."""

    code = "awareness-session-not-found"


class HeldInFuture(Invalid):
    """The session is in the future."""

    code = "held-in-future"


class HeldTooLongAgo(Invalid):
    """The session is older than `MAX_AGE`; usually a mistyped year."""

    code = "held-too-long-ago"


class NoParticipants(Invalid):
    """The report counts no participants, or a negative number."""

    code = "nobody-came"


class TooManyPeople(Invalid):
    """The report counts more than `MAX_PEOPLE` participants."""

    code = "too-many-people"


class GroupUnknown(Invalid):
    """The audience is not one of `GROUPS`."""

    code = "group-unknown"


class TooManySessions(Conflict):
    """The enrolment has reached the maximum number of sessions."""

    code = "too-many-sessions"


class CountUnreadable(Invalid):
    """A number of participants is not a whole number."""

    code = "count-unreadable"
