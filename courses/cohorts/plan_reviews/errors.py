"""Errors of plan reviews."""

from lms.kernel.errors import Invalid, NotAllowed


class CommentMissing(Invalid):
    """A returned plan needs a comment that says what to change."""

    code = "comment-missing"


class OwnPlan(NotAllowed):
    """Reviewers cannot decide on their own plan."""

    code = "own-plan"
