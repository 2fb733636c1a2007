"""What other packages may ask of questions. Callers commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
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


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What its moderators are told of a new question: that it is there, and how soon to look."""

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
    """Keep a question for a moderator. Its id comes with the form: sent twice, it is one, and
    the second time there is nothing to tell.

    Raises TextMissing, ModuleUnknown, TooManyQuestions, QuestionNotFound for another's id.
    """
    question = mask_personal_data(_written(text, MAX_QUESTION_LENGTH))
    enrolment = session.get_one(Enrolment, enrolment_id)
    _refuse_unknown_module(session, enrolment.course_version_id, module_code)
    _refuse_many(session, person_id, question_id)
    values = {
        "id": question_id,
        "enrolment_id": enrolment_id,
        "person_id": person_id,
        "course_id": enrolment.course_id,
        "module_code": module_code,
        "state": "waiting",
        "is_urgent": seems_urgent(question),
        "is_public": False,
        "sealed": _sealed(session, question_id, person_key_id, {"question": question}),
        "asked_at": now,
    }
    if not insert_if_absent(session, LearnerQuestion, values):
        _own(session, question_id, person_id)
        return None
    return NewQuestion(enrolment.cohort_id, seems_urgent(question))


def withdraw_question(session: Session, question_id: UUID, *, person_id: UUID) -> None:
    """Nothing of it is kept. Raises QuestionNotFound, or QuestionDecided once it was read."""
    row = _own(session, question_id, person_id)
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
    """Pass it on to experts, to be answered for all or for the asker alone; or decline.

    `wording` is the question as others may read it. Raises QuestionDecided, OwnQuestion,
    ReasonMissing or TextMissing.
    """
    row = _open(session, question_id, "waiting", moderator_id)
    why = mask_personal_data(clean_text(reason, max_length=MAX_REASON_LENGTH))
    if decision == "declined" and not why:
        raise ReasonMissing()
    said = _unsealed(session, row, person_key_id)
    if decision == "declined":
        said |= {"reason": why}
    else:
        said |= {"wording": mask_personal_data(_written(wording, MAX_QUESTION_LENGTH))}
    row.sealed = _sealed(session, row.id, person_key_id, said)
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
    """It is published where the moderator chose so and the expert agrees.

    Raises QuestionDecided, OwnQuestion or TextMissing.
    """
    row = _open(session, question_id, "passed", expert_id)
    text = _written(answer, MAX_ANSWER_LENGTH)
    said = _unsealed(session, row, person_key_id)
    row.sealed = _sealed(session, row.id, person_key_id, said | {"answer": text})
    row.state, row.is_public = "answered", row.is_public and is_for_all
    row.answered_by, row.answered_at = expert_id, now
    if row.is_public:
        row.published_question, row.published_answer = str(said["wording"]), text


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
    """Other words instead of an answer that was given; published stays published, down stays down.

    `corrects` is when the answer was given that the expert has read. Raises QuestionDecided where
    somebody has corrected it since, OwnQuestion or TextMissing.
    """
    row = _open(session, question_id, "answered", expert_id)
    if row.answered_at != corrects:
        raise QuestionDecided()
    text = _written(answer, MAX_ANSWER_LENGTH)
    said = _unsealed(session, row, person_key_id)
    row.sealed = _sealed(session, row.id, person_key_id, said | {"answer": text})
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
    """Nobody but its asker reads it any more. A second time nothing changes."""
    row = _locked(session, question_id)
    row.is_public, row.published_question, row.published_answer = False, None, None


def erase_questions_of(session: Session, person_id: UUID) -> None:
    """For a person who is being erased. What is published stays: it is nobody's any more."""
    mine = LearnerQuestion.person_id == person_id
    unpublished = LearnerQuestion.published_answer.is_(None)
    session.execute(delete(LearnerQuestion).where(mine, unpublished))


def sealing_context(question_id: UUID) -> str:
    return f"learner-question:{question_id}"


def _written(text: str, longest: int) -> str:
    clean = clean_text(text, max_length=longest)
    if not clean:
        raise TextMissing()
    return clean


def _sealed(
    session: Session, question_id: UUID, person_key_id: UUID, said: Mapping[str, str]
) -> bytes:
    key = open_key(session, person_key_id)
    return key.seal_json(dict(said), context=sealing_context(question_id))


def _unsealed(session: Session, row: LearnerQuestion, person_key_id: UUID) -> dict[str, str]:
    key = open_key(session, person_key_id)
    return dict(key.unseal_json(row.sealed, context=sealing_context(row.id)))


def _refuse_unknown_module(session: Session, version_id: UUID, code: str) -> None:
    its = CourseModule.course_version_id == version_id, CourseModule.code == code
    if session.scalar(select(CourseModule.id).where(*its)) is None:
        raise ModuleUnknown()


def _refuse_many(session: Session, person_id: UUID, besides: UUID) -> None:
    open_ones = (
        LearnerQuestion.person_id == person_id,
        LearnerQuestion.state.in_(("waiting", "passed")),
        LearnerQuestion.id != besides,
    )
    query = select(func.count()).select_from(LearnerQuestion).where(*open_ones)
    if (session.scalar(query) or 0) >= MAX_OPEN:
        raise TooManyQuestions(most=MAX_OPEN)


def _open(session: Session, question_id: UUID, state: str, actor_id: UUID) -> LearnerQuestion:
    row = _locked(session, question_id)
    if row.person_id == actor_id:
        raise OwnQuestion()
    if row.state != state:
        raise QuestionDecided()
    return row


def _own(session: Session, question_id: UUID, person_id: UUID) -> LearnerQuestion:
    row = _locked(session, question_id)
    if row.person_id != person_id:
        raise QuestionNotFound()
    return row


def _locked(session: Session, question_id: UUID) -> LearnerQuestion:
    row = session.scalar(
        select(LearnerQuestion).where(LearnerQuestion.id == question_id).with_for_update()
    )
    if row is None:
        raise QuestionNotFound()
    return row
