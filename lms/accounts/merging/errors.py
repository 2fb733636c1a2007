"""What can go wrong when two accounts are merged."""

from lms.kernel.errors import Conflict, Expired, Invalid, NotFound


class MergeNotFound(NotFound):
    """Unknown, or of another person than the one who is signed in."""

    code = "merge-not-found"


class MergeOver(Expired):
    """Too long ago, done already, or the other account has changed since."""

    code = "merge-over"


class MergeWithItself(Invalid):
    code = "merge-with-itself"


class MergeTooEarly(Conflict):
    """Somebody may still object to a new contact of one of the two; `until` says how long."""

    code = "merge-too-early"
