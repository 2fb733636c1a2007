"""What can go wrong with a move that was asked for."""

from lms.kernel.errors import Conflict, NotFound


class MoveNotFound(NotFound):
    """There is none, or it is not the reader's to see."""

    code = "move-not-found"


class MoveEnded(Conflict):
    """It was decided, taken back, or the organisation has moved in another way since."""

    code = "move-ended"


class MovePending(Conflict):
    """Another move of this organisation waits for an answer."""

    code = "move-stands"
