"""Errors of requested moves."""

from lms.kernel.errors import Conflict, NotFound


class MoveNotFound(NotFound):
    """No such move, or the reader may not see it."""

    code = "move-not-found"


class MoveEnded(Conflict):
    """The move was decided, withdrawn or superseded."""

    code = "move-ended"


class MovePending(Conflict):
    """Another move of this organisation is open."""

    code = "move-stands"
