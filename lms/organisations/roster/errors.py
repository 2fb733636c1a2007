"""What can go wrong with a roster that was brought."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotFound


class RosterNotFound(NotFound):
    code = "roster-not-found"


class RosterNotDraft(Conflict):
    """It was confirmed, or thrown away."""

    code = "roster-not-draft"


class CorrectionsMissing(Invalid):
    """A form or request that corrects a draft names no cell of it."""

    code = "roster-corrections-missing"


class RosterHasNothingToDo(Conflict):
    """No row of it is new or would change anything."""

    code = "roster-has-nothing-to-do"


class RosterUndoExpired(Expired):
    code = "roster-undo-over"


class RosterNotDone(Conflict):
    """Only what was taken in whole can be undone."""

    code = "roster-not-done"
