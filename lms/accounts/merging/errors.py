"""Errors of merging two accounts."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotFound


class MergeNotFound(NotFound):
    """Unknown, or requested by another person."""

    code = "merge-not-found"


class MergeOver(Expired):
    """Expired, already merged, or the other account has changed since."""

    code = "merge-over"


class MergeWithItself(Invalid):
    """Both accounts are the same."""

    code = "merge-with-itself"


class MergeFromRole(Conflict):
    """The remaining account came from elsewhere, and the other one has a role beyond learner."""

    code = "merge-from-role"


class MergeTooEarly(Conflict):
    """A change of contact of one account can still be disputed, until `until`."""

    code = "merge-too-early"
