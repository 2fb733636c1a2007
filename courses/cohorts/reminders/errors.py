"""Errors of reminders."""

from lms.kernel.errors import Invalid, NotFound


class NobodyToRemind(Invalid):
    """Nobody who was chosen can be reminded now."""

    code = "nobody-to-remind"


class ReminderRoundNotFound(NotFound):
    """No such round of this class."""

    code = "reminder-round-not-found"


class ReminderLinkUnknown(NotFound):
    """The address from which somebody would stop reminders was not made here."""

    code = "reminder-link-unknown"
