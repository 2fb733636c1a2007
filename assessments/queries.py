"""Queries about assessments for other packages. No query returns a key of an item."""

from assessments.attempts.answer_files import (
    DamagedAnswer,
    ExportedAnswer,
    attempt_key,
    read_answers_file,
)
from assessments.attempts.cohort_states import LearnerTests, cohort_states
from assessments.attempts.first_results import FirstResult, first_results
from assessments.attempts.free_text import decrypt_response
from assessments.attempts.imports import (
    AnswerLine,
    ImportReport,
    Status,
    import_report,
    learner_of,
)
from assessments.attempts.intro import AssessmentIntro, assessment_intro, follow_up_months
from assessments.attempts.opening import Availability
from assessments.attempts.own_answers import response_as_sent, shown_values
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
    AttemptLocation,
    AttemptResult,
    Comparison,
    assessment_states,
    attempt_location,
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
    "AttemptLocation",
    "AttemptMap",
    "AttemptResult",
    "AttemptScale",
    "Availability",
    "Comparison",
    "DamagedAnswer",
    "Deadline",
    "ExportedAnswer",
    "FirstResult",
    "ImportReport",
    "ItemForm",
    "LearnerTests",
    "Status",
    "TimeLimit",
    "assessment_intro",
    "assessment_states",
    "attempt_item",
    "attempt_key",
    "attempt_location",
    "attempt_map",
    "attempt_picture",
    "attempt_result",
    "attempt_scale",
    "cohort_states",
    "comparison",
    "decrypt_response",
    "extra_time",
    "first_results",
    "follow_up_months",
    "has_passed",
    "import_report",
    "learner_of",
    "open_deadlines",
    "read_answers_file",
    "response_as_sent",
    "shown_values",
    "time_limits",
]
