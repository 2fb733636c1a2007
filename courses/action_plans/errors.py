"""Errors of action plans."""

from lms.kernel.errors import Conflict, NotFound


class PlanNotFound(NotFound):
    """The learner has no action plan, or has not submitted it yet."""

    code = "plan-not-found"


class PlanClosed(Conflict):
    """The plan is approved and can no longer change."""

    code = "plan-closed"


class PlanChanged(Conflict):
    """Another tab has saved the plan since this one was opened."""

    code = "plan-changed"


class PlanChangedSinceRead(Conflict):
    """The reviewer has read an older version of the plan."""

    code = "plan-changed-since-read"
