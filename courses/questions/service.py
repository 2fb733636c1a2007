"""Commands on questions. Callers commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NotRequired, TypedDict
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Enrolment
from courses.questions.errors import (
    ModuleUnknown,
    OwnQuestion,
    QuestionDecided,
    QuestionNotFound,
    ReasonMissing,
    TooManyQuestions,
)
from courses.questions.models import LearnerQuestion
from courses.questions.urgency import seems_urgent
from lms.kernel import audit
from lms.kernel.sealing.sealing import open_key
from lms.kernel.texts.masking import mask_personal_data
from lms.kernel.texts.texts import TextMissing, clean_text

Decision = Literal["public", "private", "declined"]
DECISIONS: Final[tuple[Decision, ...]] = ("public", "private", "declined")
MAX_QUESTION_LENGTH: Final = 1000
MAX_REASON_LENGTH: Final = 500
MAX_ANSWER_LENGTH: Final = 4000
MAX_OPEN: Final = 5  # questions of one learner that have no answer yet


class StoredTexts(TypedDict):
    """Encrypted JSON of a question."""

    question: str
    wording: NotRequired[str]
    reason: NotRequired[str]
    answer: NotRequired[str]


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """Where a new question was asked, and whether it may be urgent; for notifying moderators."""

    cohort_id: UUID
    is_urgent: bool


def ask_question(
    session: Session,
    question_id: UUID,
    *,
    enrolment_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    module_code: str,
    text: str,
    now: datetime,
) -> NewQuestion | None:
    """Store a question for moderation; None where it is stored already.

    The id comes from the form, so that resubmission is idempotent. Raises TextMissing,
    ModuleUnknown, TooManyQuestions, or QuestionNotFound where another person has the id.
    """
    question = mask_personal_data(_require_text(text, MAX_QUESTION_LENGTH))
    enrolment = session.get_one(Enrolment, enrolment_id)
    _require_module(session, enrolment.course_version_id, module_code)
    _require_capacity(session, person_id, question_id)
    values = {
        "id": question_id,
        "enrolment_id": enrolment_id,
        "person_id": person_id,
        "course_id": enrolment.course_id,
        "module_code": module_code,
        "state": "waiting",
        "is_urgent": seems_urgent(question),
        "is_public": False,
        "sealed": _seal(session, question_id, person_key_id, {"question": question}),
        "asked_at": now,
    }
    if not insert_if_absent(session, LearnerQuestion, values):
        _lock_own(session, question_id, person_id)
        return None
    return NewQuestion(enrolment.cohort_id, seems_urgent(question))


def withdraw_question(session: Session, question_id: UUID, *, person_id: UUID) -> None:
    """Delete a question that is not moderated. Raises QuestionNotFound or QuestionDecided."""
    row = _lock_own(session, question_id, person_id)
    if row.state != "waiting":
        raise QuestionDecided()
    session.delete(row)


def moderate_question(
    session: Session,
    question_id: UUID,
    *,
    decision: Decision,
    wording: str,
    reason: str,
    moderator_id: UUID,
    person_key_id: UUID,
    now: datetime,
) -> None:
    """Pass a question to experts, for a public or a private answer, or decline it.

    `wording` is the question as others may read it. Raises QuestionNotFound, QuestionDecided,
    OwnQuestion, ReasonMissing or TextMissing.
    """
    row = _lock_in_state(session, question_id, "waiting", moderator_id)
    clean_reason = mask_personal_data(clean_text(reason, max_length=MAX_REASON_LENGTH))
    if decision == "declined" and not clean_reason:
        raise ReasonMissing()
    texts = _unseal(session, row, person_key_id)
    if decision == "declined":
        texts["reason"] = clean_reason
    else:
        texts["wording"] = mask_personal_data(_require_text(wording, MAX_QUESTION_LENGTH))
    row.sealed = _seal(session, row.id, person_key_id, texts)
    row.state = "declined" if decision == "declined" else "passed"
    row.is_public = decision == "public"
    row.moderated_by, row.moderated_at = moderator_id, now


def answer_question(
    session: Session,
    question_id: UUID,
    *,
    answer: str,
    is_for_all: bool,
    expert_id: UUID,
    person_key_id: UUID,
    now: datetime,
) -> None:
    """Answer a question; publish it where both moderator and expert (`is_for_all`) chose so.

    Raises QuestionNotFound, QuestionDecided, OwnQuestion or TextMissing.
    """
    row = _lock_in_state(session, question_id, "passed", expert_id)
    text = _require_text(answer, MAX_ANSWER_LENGTH)
    texts = _unseal(session, row, person_key_id)
    texts["answer"] = text
    row.sealed = _seal(session, row.id, person_key_id, texts)
    row.state, row.is_public = "answered", row.is_public and is_for_all
    row.answered_by, row.answered_at = expert_id, now
    if row.is_public:
        row.published_question, row.published_answer = texts["wording"], text


def correct_answer(
    session: Session,
    question_id: UUID,
    *,
    answer: str,
    corrects: datetime,
    expert_id: UUID,
    person_key_id: UUID,
    now: datetime,
) -> None:
    """Replace an answer; whether it is published does not change.

    `corrects` is the time of the answer that the expert has read. Raises QuestionDecided where
    somebody has corrected it since; QuestionNotFound, OwnQuestion or TextMissing.
    """
    row = _lock_in_state(session, question_id, "answered", expert_id)
    if row.answered_at != corrects:
        raise QuestionDecided()
    text = _require_text(answer, MAX_ANSWER_LENGTH)
    texts = _unseal(session, row, person_key_id)
    texts["answer"] = text
    row.sealed = _seal(session, row.id, person_key_id, texts)
    row.answered_by, row.answered_at = expert_id, now
    if row.published_answer is not None:
        row.published_answer = text
    audit.record(
        session,
        action="question.answer-corrected",
        actor_id=expert_id,
        subject_type="question",
        subject_id=row.id,
        now=now,
    )


def unpublish_question(session: Session, question_id: UUID) -> None:
    """Remove a question from the course; the asker keeps the answer. Idempotent.

    Raises QuestionNotFound.
    """
    row = _lock(session, question_id)
    row.is_public, row.published_question, row.published_answer = False, None, None


def erase_questions_of(session: Session, person_id: UUID) -> None:
    """Delete the unpublished questions of a person who is erased; published ones name nobody."""
    is_own = LearnerQuestion.person_id == person_id
    is_unpublished = LearnerQuestion.published_answer.is_(None)
    session.execute(delete(LearnerQuestion).where(is_own, is_unpublished))


def sealing_context(question_id: UUID) -> str:
    """Associated data of the encrypted texts of a question."""
    return f"learner-question:{question_id}"


def _require_text(text: str, max_length: int) -> str:
    clean = clean_text(text, max_length=max_length)
    if not clean:
        raise TextMissing()
    return clean


def _seal(session: Session, question_id: UUID, person_key_id: UUID, texts: StoredTexts) -> bytes:
    key = open_key(session, person_key_id)
    return key.seal_json(texts, context=sealing_context(question_id))


def _unseal(session: Session, row: LearnerQuestion, person_key_id: UUID) -> StoredTexts:
    key = open_key(session, person_key_id)
    texts: StoredTexts = key.unseal_json(row.sealed, context=sealing_context(row.id))
    return texts


def _require_module(session: Session, version_id: UUID, code: str) -> None:
    key = CourseModule.course_version_id == version_id, CourseModule.code == code
    if session.scalar(select(CourseModule.id).where(*key)) is None:
        raise ModuleUnknown()


def _require_capacity(session: Session, person_id: UUID, question_id: UUID) -> None:
    """Raises TooManyQuestions where the person has enough open questions besides this one."""
    other_open = (
        LearnerQuestion.person_id == person_id,
        LearnerQuestion.state.in_(("waiting", "passed")),
        LearnerQuestion.id != question_id,
    )
    query = select(func.count()).select_from(LearnerQuestion).where(*other_open)
    if (session.scalar(query) or 0) >= MAX_OPEN:
        raise TooManyQuestions(limit=MAX_OPEN)


def _lock_in_state(
    session: Session, question_id: UUID, state: str, actor_id: UUID
) -> LearnerQuestion:
    row = _lock(session, question_id)
    if row.person_id == actor_id:
        raise OwnQuestion()
    if row.state != state:
        raise QuestionDecided()
    return row


def _lock_own(session: Session, question_id: UUID, person_id: UUID) -> LearnerQuestion:
    row = _lock(session, question_id)
    if row.person_id != person_id:
        raise QuestionNotFound()
    return row


def _lock(session: Session, question_id: UUID) -> LearnerQuestion:
    row = session.scalar(
        select(LearnerQuestion).where(LearnerQuestion.id == question_id).with_for_update()
    )
    if row is None:
        raise QuestionNotFound()
    return row
