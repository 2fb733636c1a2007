"""What can go wrong with an action plan."""

from lms.kernel.errors import Conflict, NotFound


class PlanNotFound(NotFound):
    code = "plan-not-found"


class PlanClosed(Conflict):
    """It is approved, and cannot be changed any more."""

    code = "plan-closed"


class PlanChanged(Conflict):
    """Another tab has saved it since this one was opened."""

    code = "plan-changed"


class PlanChangedSinceRead(Conflict):
    """Whoever decides on it has read another version."""

    code = "plan-changed-since-read"
