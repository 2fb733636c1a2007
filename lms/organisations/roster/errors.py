"""Errors of rosters."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotFound


class RosterNotFound(NotFound):
    """No roster of this organisation has this id."""

    code = "roster-not-found"


class RosterNotDraft(Conflict):
    """It was confirmed already."""

    code = "roster-not-draft"


class CorrectionsMissing(Invalid):
    """A request to correct a draft names no cell."""

    code = "roster-corrections-missing"


class RosterHasNothingToDo(Conflict):
    """No row is new or changes anything."""

    code = "roster-has-nothing-to-do"


class ContactNotCorrectable(Conflict):
    """The person has joined, uses the account, or was invited by another organisation."""

    code = "contact-not-correctable"


class RosterUndoExpired(Expired):
    """The 14 days in which a roster can be undone are over."""

    code = "roster-undo-over"


class RosterNotDone(Conflict):
    """Only an imported roster can be undone."""

    code = "roster-not-done"
