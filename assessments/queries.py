"""What other packages may read of assessments. No query gives a key."""

from assessments.attempts.answer_files import (
    CarriedAnswer,
    DamagedAnswer,
    answers_in,
    attempt_key,
)
from assessments.attempts.cohort_states import LearnerTests, class_states
from assessments.attempts.first_results import FirstResult, first_results
from assessments.attempts.free_text import in_clear as answer_in_clear
from assessments.attempts.imports import (
    AnswerLine,
    ImportReport,
    Status,
    import_report,
    learner_of,
)
from assessments.attempts.intro import AssessmentIntro, assessment_intro, follow_up_months
from assessments.attempts.opening import Availability
from assessments.attempts.own_answers import as_sent as answer_as_sent
from assessments.attempts.own_answers import shown_values
from assessments.attempts.pages import (
    AttemptItem,
    AttemptMap,
    AttemptScale,
    ItemForm,
    attempt_item,
    attempt_map,
    attempt_picture,
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
    "AnswerLine",
    "AssessmentIntro",
    "AssessmentState",
    "AssessmentStates",
    "AttemptItem",
    "AttemptMap",
    "AttemptPlace",
    "AttemptResult",
    "AttemptScale",
    "Availability",
    "CarriedAnswer",
    "Comparison",
    "DamagedAnswer",
    "Deadline",
    "FirstResult",
    "ImportReport",
    "ItemForm",
    "LearnerTests",
    "Status",
    "TimeLimit",
    "answer_as_sent",
    "answer_in_clear",
    "answers_in",
    "assessment_intro",
    "assessment_states",
    "attempt_item",
    "attempt_key",
    "attempt_map",
    "attempt_picture",
    "attempt_place",
    "attempt_result",
    "attempt_scale",
    "class_states",
    "comparison",
    "extra_time",
    "first_results",
    "follow_up_months",
    "has_passed",
    "import_report",
    "learner_of",
    "open_deadlines",
    "shown_values",
    "time_limits",
]
