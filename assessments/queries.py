"""Queries about assessments for other packages. No query returns a key of an item."""

from assessments.answer_files.answer_files import (
    DamagedAnswer,
    ExportedAnswer,
    get_attempt_key,
    read_answers_file,
)
from assessments.answer_files.import_records import (
    AnswerLine,
    ImportReport,
    Status,
    get_import_report,
    get_learner_id,
)
from assessments.attempts.cohort_states import LearnerTests, get_cohort_states
from assessments.attempts.comparison import Comparison, get_comparison
from assessments.attempts.first_results import FirstResult, get_first_results
from assessments.attempts.free_text import decrypt_response
from assessments.attempts.intro import AssessmentIntro, get_assessment_intro, get_follow_up_months
from assessments.attempts.opening import Availability
from assessments.attempts.own_answers import get_page_values, response_with_page_values
from assessments.attempts.pages import (
    AttemptItem,
    AttemptMap,
    AttemptScale,
    ItemForm,
    get_attempt_item,
    get_attempt_map,
    get_attempt_picture,
    get_attempt_scale,
)
from assessments.attempts.results import (
    AssessmentState,
    AssessmentStates,
    AttemptLine,
    AttemptLocation,
    AttemptResult,
    get_assessment_states,
    get_attempt_location,
    get_attempt_result,
    has_passed,
    list_attempts,
)
from assessments.attempts.time_limits import (
    Deadline,
    TimeLimit,
    get_extra_time,
    get_time_limits,
    list_open_deadlines,
)
from assessments.scored_attempts import ScoredAttempt, get_scored_attempt

__all__ = [
    "AnswerLine",
    "AssessmentIntro",
    "AssessmentState",
    "AssessmentStates",
    "AttemptItem",
    "AttemptLine",
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
    "ScoredAttempt",
    "Status",
    "TimeLimit",
    "decrypt_response",
    "get_assessment_intro",
    "get_assessment_states",
    "get_attempt_item",
    "get_attempt_key",
    "get_attempt_location",
    "get_attempt_map",
    "get_attempt_picture",
    "get_attempt_result",
    "get_attempt_scale",
    "get_cohort_states",
    "get_comparison",
    "get_extra_time",
    "get_first_results",
    "get_follow_up_months",
    "get_import_report",
    "get_learner_id",
    "get_page_values",
    "get_scored_attempt",
    "get_time_limits",
    "has_passed",
    "list_attempts",
    "list_open_deadlines",
    "read_answers_file",
    "response_with_page_values",
]
