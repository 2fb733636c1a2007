"""What can go wrong with the report of an awareness session."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class AwarenessSessionNotFound(NotFound):
    """None with this id, or another person's."""

    code = "awareness-session-not-found"


class HeldInFuture(Invalid):
    """What has not taken place yet cannot be reported."""

    code = "held-in-future"


class HeldTooLongAgo(Invalid):
    """A slip of the year, most likely."""

    code = "held-too-long-ago"


class NoParticipants(Invalid):
    """Children and adults are together none."""

    code = "nobody-came"


class TooManyPeople(Invalid):
    """More in one session than anybody can count."""

    code = "too-many-people"


class GroupUnknown(Invalid):
    """For whom a session was is none of the groups."""

    code = "group-unknown"


class TooManySessions(Conflict):
    """One learner has reported more than one can hold."""

    code = "too-many-sessions"


class CountUnreadable(Invalid):
    """How many came is no whole number."""

    code = "count-unreadable"
