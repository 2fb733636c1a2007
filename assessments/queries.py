"""What other packages may read of assessments. No query gives a key."""

from assessments.attempts.intro import AssessmentIntro, assessment_intro
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
    "ItemForm",
    "assessment_intro",
    "assessment_states",
    "attempt_item",
    "attempt_map",
    "attempt_place",
    "attempt_result",
    "attempt_scale",
    "comparison",
    "has_passed",
]
