"""What other packages may read of questions. No query gives the name of whoever asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course
from courses.enrolment.models import Cohort, Enrolment
from courses.questions.errors import QuestionNotFound
from courses.questions.models import LearnerQuestion
from courses.questions.scope import QuestionScope, is_in_scope
from courses.questions.service import sealing_context
from lms.kernel.sealing.sealing import open_key

MAX_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as whoever asked it sees it; empty is what nobody has written yet."""

    id: UUID
    module_code: str
    state: str
    is_urgent: bool
    is_published: bool
    asked_at: datetime
    question: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedQuestion:
    """A question with its answer as everybody in the course reads it."""

    id: UUID
    module_code: str
    question: str
    answer: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question as moderators and experts find it in their list."""

    id: UUID
    person_id: UUID
    course_code: str
    module_code: str
    cohort_name: str
    state: str
    is_urgent: bool
    is_public: bool
    published_question: str | None
    published_answer: str | None
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """What was written so far; `wording` is what an expert reads."""

    question: str
    wording: str
    answer: str


def own_questions(
    session: Session, enrolment_id: UUID, *, person_key_id: UUID
) -> tuple[OwnQuestion, ...]:
    """The newest first."""
    rows = session.scalars(
        select(LearnerQuestion)
        .where(LearnerQuestion.enrolment_id == enrolment_id)
        .order_by(LearnerQuestion.id.desc())
    ).all()
    if not rows:
        return ()
    key = open_key(session, person_key_id)
    said = [key.unseal_json(row.sealed, context=sealing_context(row.id)) for row in rows]
    return tuple(_own(row, words) for row, words in zip(rows, said, strict=True))


def published_questions(session: Session, enrolment_id: UUID) -> tuple[PublishedQuestion, ...]:
    """Those of the course of an enrolment, by module, the newest first."""
    course = select(Enrolment.course_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    row = LearnerQuestion
    found: Any = session.execute(
        select(
            row.id,
            row.module_code,
            row.published_question,
            row.published_answer,
            row.answered_at,
        )
        .where(row.course_id == course, row.published_answer.is_not(None))
        .order_by(row.module_code, row.answered_at.desc(), row.id)
    )
    return tuple(PublishedQuestion(*one) for one in found)


def open_questions(
    session: Session, reach: QuestionScope, *, state: str
) -> tuple[OpenQuestion, ...]:
    """Those in one state; what may be urgent first, then the oldest."""
    if reach.is_nothing:
        return ()
    query = _questions().where(is_in_scope(reach), LearnerQuestion.state == state)
    ordered = query.order_by(LearnerQuestion.is_urgent.desc(), LearnerQuestion.asked_at)
    return tuple(OpenQuestion(*row) for row in session.execute(ordered.limit(MAX_LISTED)))


def answered_in_scope(session: Session, reach: QuestionScope) -> tuple[OpenQuestion, ...]:
    """What has an answer, the newest first, to be corrected if needed."""
    if reach.is_nothing:
        return ()
    query = _questions().where(is_in_scope(reach), LearnerQuestion.state == "answered")
    ordered = query.order_by(LearnerQuestion.answered_at.desc(), LearnerQuestion.id)
    return tuple(OpenQuestion(*row) for row in session.execute(ordered.limit(MAX_LISTED)))


def published_in_scope(session: Session, reach: QuestionScope) -> tuple[OpenQuestion, ...]:
    """What stands in courses and came from here, the newest first, to be taken down if needed."""
    if reach.is_nothing:
        return ()
    query = _questions().where(is_in_scope(reach), LearnerQuestion.published_answer.is_not(None))
    ordered = query.order_by(LearnerQuestion.answered_at.desc(), LearnerQuestion.id)
    return tuple(OpenQuestion(*row) for row in session.execute(ordered.limit(MAX_LISTED)))


def count_questions(session: Session, reach: QuestionScope, *, state: str) -> int:
    if reach.is_nothing:
        return 0
    rows = _questions().where(is_in_scope(reach), LearnerQuestion.state == state).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def question_in_scope(session: Session, question_id: UUID, reach: QuestionScope) -> OpenQuestion:
    """Raises QuestionNotFound, also for one that is out of reach."""
    if reach.is_nothing:
        raise QuestionNotFound()
    mine = LearnerQuestion.id == question_id, is_in_scope(reach)
    row = session.execute(_questions().where(*mine)).one_or_none()
    if row is None:
        raise QuestionNotFound()
    return OpenQuestion(*row)


def question_texts(session: Session, question_id: UUID, *, person_key_id: UUID) -> QuestionTexts:
    sealed = session.scalar(select(LearnerQuestion.sealed).where(LearnerQuestion.id == question_id))
    if sealed is None:
        raise QuestionNotFound()
    key = open_key(session, person_key_id)
    said = key.unseal_json(sealed, context=sealing_context(question_id))
    question = str(said["question"])
    return QuestionTexts(question, str(said.get("wording", question)), str(said.get("answer", "")))


def _own(row: LearnerQuestion, said: Mapping[str, Any]) -> OwnQuestion:
    return OwnQuestion(
        row.id,
        row.module_code,
        row.state,
        row.is_urgent,
        row.published_answer is not None,
        row.asked_at,
        said["question"],
        said.get("answer", ""),
        said.get("reason", ""),
    )


def _questions() -> Any:
    row = LearnerQuestion
    return (
        select(
            row.id,
            row.person_id,
            Course.code,
            row.module_code,
            Cohort.name,
            row.state,
            row.is_urgent,
            row.is_public,
            row.published_question,
            row.published_answer,
            row.asked_at,
            row.answered_at,
        )
        .join(Enrolment, Enrolment.id == row.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Course, Course.id == row.course_id)
    )
