"""What can go wrong with a cohort."""

from lms.kernel.errors import Invalid, NotFound


class CohortNotFound(NotFound):
    """There is none with this id, or it is not the reader's to see."""

    code = "cohort-gone"


class CohortEndsBeforeItBegins(Invalid):
    code = "cohort-ends-before-it-begins"


class PaceUnknown(Invalid):
    code = "pace-unknown"


class PlanRuleUnknown(Invalid):
    code = "plan-rule-unknown"
