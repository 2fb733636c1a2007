"""Operations on assessments for other packages. Callers commit."""

from assessments.answer_files.import_records import record_import
from assessments.attempts.answer_payload import MAX_BODY, MAX_FIELDS, read_answer, read_answers
from assessments.attempts.save import Answer, Receipt, save_form_answer, save_response
from assessments.attempts.start import start_attempt
from assessments.attempts.submit import lock_attempt, submit_attempt
from assessments.attempts.time_limits import grant_extra_time, lock_starts, set_time_limit
from assessments.items.service import import_bank

__all__ = [
    "MAX_BODY",
    "MAX_FIELDS",
    "Answer",
    "Receipt",
    "grant_extra_time",
    "import_bank",
    "lock_attempt",
    "lock_starts",
    "read_answer",
    "read_answers",
    "record_import",
    "save_form_answer",
    "save_response",
    "set_time_limit",
    "start_attempt",
    "submit_attempt",
]
