"""Questions to experts: who may moderate and answer which, and what is done with each."""

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
    """Where somebody may do this. A role in an organisation reaches the classes below it."""
    held = tuple(grants)
    tops = scopes_with(held, permission, "organisation")
    return QuestionScope(
        is_everything=allows(held, permission),
        organisations=ids_below(tops) if tops else None,
        cohorts=scopes_with(held, permission, "cohort"),
        courses=scopes_with(held, permission, "course"),
    )


def scope_of_organisation(organisation_id: UUID) -> QuestionScope:
    """The classes of one organisation and of those below it."""
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
    """Keep the question and tell its moderators that one waits. Raises what `ask` raises."""
    asked = service.ask_question(
        session,
        question_id,
        enrolment_id=enrolment_id,
        person_id=person_id,
        person_key_id=person_key_id,
        module_code=module_code,
        text=text,
        now=now,
    )
    if asked is not None:
        notify_moderators(
            session, asked.cohort_id, asked_by=person_id, is_urgent=asked.is_urgent, now=now
        )


def question_texts(session: Session, question: OpenQuestion) -> QuestionTexts:
    """What was written so far; empty once whoever asked is erased."""
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
    """Raises what `moderate_question` raises."""
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
    """Raises what `answer_question` raises."""
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
    """Raises what `correct_answer` raises."""
    service.correct_answer(
        session,
        question.id,
        answer=text,
        corrects=corrects,
        expert_id=expert_id,
        person_key_id=person_profile(session, question.person_id).data_key_id,
        now=now,
    )
