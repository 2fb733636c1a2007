"""What can go wrong with a review."""

from lms.kernel.errors import Invalid, NotAllowed


class CommentMissing(Invalid):
    """Whoever gets a plan back must read what to change."""

    code = "comment-missing"


class OwnPlan(NotAllowed):
    """Nobody decides on a plan of their own."""

    code = "own-plan"
