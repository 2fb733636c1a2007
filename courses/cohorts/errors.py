"""Errors of cohorts."""

from lms.kernel.errors import Invalid, NotFound


class CohortNotFound(NotFound):
    """No cohort has this id, or the reader may not see it."""

    code = "cohort-gone"


class CohortEndsBeforeItBegins(Invalid):
    """The last day is before the first day."""

    code = "cohort-ends-before-it-begins"


class PaceUnknown(Invalid):
    """The pace is not one of `PACES`."""

    code = "pace-unknown"


class PlanRuleUnknown(Invalid):
    """The rule for action plans is not one of `PLAN_RULES`."""

    code = "plan-rule-unknown"
