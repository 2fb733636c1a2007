"""Use cases of questions to experts: ask, moderate, answer, correct, and the scope of each role."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.questions import queries, service
from courses.questions.queries import OpenQuestion, QuestionTexts
from courses.questions.scope import QuestionScope
from courses.questions.service import Decision
from lms.accounts.permissions import Grant, allows, scopes_with
from lms.accounts.queries import person_profile
from lms.kernel.sealing.sealing import KeyDestroyed
from lms.organisations.queries import ids_below
from lms.workflows.cohorts.notify_moderators import notify_moderators

MODERATE = "question.moderate"
ANSWER = "question.answer"


def scope_of_grants(grants: Iterable[Grant], permission: str) -> QuestionScope:
    """Questions on which these grants give a permission.

    A role in an organisation includes the cohorts of all organisations below it.
    """
    grants = tuple(grants)
    organisation_ids = scopes_with(grants, permission, "organisation")
    return QuestionScope(
        is_everything=allows(grants, permission),
        organisations=ids_below(organisation_ids) if organisation_ids else None,
        cohorts=scopes_with(grants, permission, "cohort"),
        courses=scopes_with(grants, permission, "course"),
    )


def scope_of_organisation(organisation_id: UUID) -> QuestionScope:
    """Questions in cohorts of an organisation and of all organisations below it."""
    return QuestionScope(organisations=ids_below([organisation_id]))


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
) -> None:
    """Store a question and notify its moderators. Raises the errors of `service.ask_question`."""
    question = service.ask_question(
        session,
        question_id,
        enrolment_id=enrolment_id,
        person_id=person_id,
        person_key_id=person_key_id,
        module_code=module_code,
        text=text,
        now=now,
    )
    if question is not None:
        notify_moderators(
            session, question.cohort_id, asked_by=person_id, is_urgent=question.is_urgent, now=now
        )


def question_texts(session: Session, question: OpenQuestion) -> QuestionTexts:
    """Decrypted texts of a question; empty once the person who asked is erased."""
    key_id = person_profile(session, question.person_id).data_key_id
    try:
        return queries.question_texts(session, question.id, person_key_id=key_id)
    except KeyDestroyed:
        return QuestionTexts("", "", "")


def moderate_question(
    session: Session,
    question: OpenQuestion,
    *,
    decision: Decision,
    wording: str,
    reason: str,
    moderator_id: UUID,
    now: datetime,
) -> None:
    """Moderate a question. Raises the errors of `service.moderate_question`."""
    service.moderate_question(
        session,
        question.id,
        decision=decision,
        wording=wording,
        reason=reason,
        moderator_id=moderator_id,
        person_key_id=person_profile(session, question.person_id).data_key_id,
        now=now,
    )


def answer_question(
    session: Session,
    question: OpenQuestion,
    *,
    text: str,
    is_for_all: bool,
    expert_id: UUID,
    now: datetime,
) -> None:
    """Answer a question. Raises the errors of `service.answer_question`."""
    service.answer_question(
        session,
        question.id,
        answer=text,
        is_for_all=is_for_all,
        expert_id=expert_id,
        person_key_id=person_profile(session, question.person_id).data_key_id,
        now=now,
    )


def correct_answer(
    session: Session,
    question: OpenQuestion,
    *,
    text: str,
    corrects: datetime,
    expert_id: UUID,
    now: datetime,
) -> None:
    """Correct an answer. Raises the errors of `service.correct_answer`."""
    service.correct_answer(
        session,
        question.id,
        answer=text,
        corrects=corrects,
        expert_id=expert_id,
        person_key_id=person_profile(session, question.person_id).data_key_id,
        now=now,
    )
