"""Queries on questions. None returns the name of the person who asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course
from courses.enrolment.models import Cohort, Enrolment
from courses.enrolment.queries import ids_in_same_course
from courses.questions.errors import QuestionNotFound
from courses.questions.models import LearnerQuestion
from courses.questions.scope import QuestionScope, is_in_scope
from courses.questions.service import StoredTexts, sealing_context
from lms.kernel.sealing.sealing import open_key

MAX_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question for the person who asked it; texts that are not written yet are empty."""

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
    """A published question with its answer."""

    id: UUID
    module_code: str
    question: str
    answer: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question in the list of moderators or experts, without encrypted texts."""

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
    """Decrypted texts of a question; `wording` is the moderator's version for experts."""

    question: str
    wording: str
    answer: str


def own_questions(
    session: Session, enrolment_id: UUID, *, person_key_id: UUID
) -> tuple[OwnQuestion, ...]:
    """Questions that the person of an enrolment asked in its course, newest first.

    Questions from an earlier version are included: their answers may come after the learner has
    begun another one.
    """
    rows = session.scalars(
        select(LearnerQuestion)
        .where(LearnerQuestion.enrolment_id.in_(ids_in_same_course(enrolment_id)))
        .order_by(LearnerQuestion.id.desc())
    ).all()
    if not rows:
        return ()
    key = open_key(session, person_key_id)
    return tuple(
        _own(row, key.unseal_json(row.sealed, context=sealing_context(row.id))) for row in rows
    )


def published_questions(session: Session, enrolment_id: UUID) -> tuple[PublishedQuestion, ...]:
    """Published questions in the course of an enrolment, by module, newest first."""
    course = select(Enrolment.course_id).where(Enrolment.id == enrolment_id).scalar_subquery()
    row = LearnerQuestion
    rows = session.execute(
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
    return tuple(
        PublishedQuestion(question_id, code, question or "", answer or "", answered_at)
        for question_id, code, question, answer, answered_at in rows
        if answered_at is not None
    )


def open_questions(
    session: Session, scope: QuestionScope, *, state: str
) -> tuple[OpenQuestion, ...]:
    """Questions in one state, urgent questions first, then oldest first."""
    if scope.is_empty:
        return ()
    query = _questions().where(is_in_scope(scope), LearnerQuestion.state == state)
    ordered = query.order_by(LearnerQuestion.is_urgent.desc(), LearnerQuestion.asked_at)
    return tuple(OpenQuestion(*row) for row in session.execute(ordered.limit(MAX_LISTED)))


def answered_in_scope(session: Session, scope: QuestionScope) -> tuple[OpenQuestion, ...]:
    """Answered questions, newest answer first."""
    if scope.is_empty:
        return ()
    query = _questions().where(is_in_scope(scope), LearnerQuestion.state == "answered")
    ordered = query.order_by(LearnerQuestion.answered_at.desc(), LearnerQuestion.id)
    return tuple(OpenQuestion(*row) for row in session.execute(ordered.limit(MAX_LISTED)))


def published_in_scope(session: Session, scope: QuestionScope) -> tuple[OpenQuestion, ...]:
    """Published questions of this scope, newest answer first."""
    if scope.is_empty:
        return ()
    query = _questions().where(is_in_scope(scope), LearnerQuestion.published_answer.is_not(None))
    ordered = query.order_by(LearnerQuestion.answered_at.desc(), LearnerQuestion.id)
    return tuple(OpenQuestion(*row) for row in session.execute(ordered.limit(MAX_LISTED)))


def count_questions(session: Session, scope: QuestionScope, *, state: str) -> int:
    """Number of questions in one state."""
    if scope.is_empty:
        return 0
    rows = _questions().where(is_in_scope(scope), LearnerQuestion.state == state).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def question_in_scope(session: Session, question_id: UUID, scope: QuestionScope) -> OpenQuestion:
    """One question of this scope. Raises QuestionNotFound, also outside the scope."""
    if scope.is_empty:
        raise QuestionNotFound()
    mine = LearnerQuestion.id == question_id, is_in_scope(scope)
    row = session.execute(_questions().where(*mine)).one_or_none()
    if row is None:
        raise QuestionNotFound()
    return OpenQuestion(*row)


def question_texts(session: Session, question_id: UUID, *, person_key_id: UUID) -> QuestionTexts:
    """Decrypt the texts of a question. Raises QuestionNotFound or KeyDestroyed."""
    sealed = session.scalar(select(LearnerQuestion.sealed).where(LearnerQuestion.id == question_id))
    if sealed is None:
        raise QuestionNotFound()
    key = open_key(session, person_key_id)
    texts: StoredTexts = key.unseal_json(sealed, context=sealing_context(question_id))
    question = texts["question"]
    return QuestionTexts(question, texts.get("wording", question), texts.get("answer", ""))


def _own(row: LearnerQuestion, texts: StoredTexts) -> OwnQuestion:
    return OwnQuestion(
        row.id,
        row.module_code,
        row.state,
        row.is_urgent,
        row.published_answer is not None,
        row.asked_at,
        texts["question"],
        texts.get("answer", ""),
        texts.get("reason", ""),
    )


def _questions() -> Select[*tuple[Any, ...]]:
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
