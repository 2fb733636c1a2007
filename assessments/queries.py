"""What other packages may read of assessments. No query gives a key."""

from assessments.attempts.free_text import in_clear as answer_in_clear
from assessments.attempts.intro import AssessmentIntro, assessment_intro, follow_up_months
from assessments.attempts.opening import Availability
from assessments.attempts.pages import (
    AttemptItem,
    AttemptMap,
    AttemptScale,
    ItemForm,
    attempt_item,
    attempt_map,
    attempt_scale,
)
from assessments.attempts.results import (
    AssessmentState,
    AssessmentStates,
    AttemptPlace,
    AttemptResult,
    Comparison,
    assessment_states,
    attempt_place,
    attempt_result,
    comparison,
    has_passed,
)
from assessments.attempts.time_limits import (
    Deadline,
    TimeLimit,
    extra_time,
    open_deadlines,
    time_limits,
)

__all__ = [
    "AssessmentIntro",
    "AssessmentState",
    "AssessmentStates",
    "AttemptItem",
    "AttemptMap",
    "AttemptPlace",
    "AttemptResult",
    "AttemptScale",
    "Availability",
    "Comparison",
    "Deadline",
    "ItemForm",
    "TimeLimit",
    "answer_in_clear",
    "assessment_intro",
    "assessment_states",
    "attempt_item",
    "attempt_map",
    "attempt_place",
    "attempt_result",
    "attempt_scale",
    "comparison",
    "extra_time",
    "follow_up_months",
    "has_passed",
    "open_deadlines",
    "time_limits",
]
