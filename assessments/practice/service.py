"""Plans practice, starts rounds, stores answers and dismisses practice. Callers commit."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.answers import get_current_answers
from assessments.attempts.layout import create_slots
from assessments.attempts.models import Attempt, AttemptEvent, AttemptSlot
from assessments.attempts.save import Answer, save_form_answer
from assessments.attempts.submit import submit_attempt
from assessments.attempts.time_limits import lock_starts
from assessments.items.models import Assessment, AssessmentForm, FormSlot, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.practice.models import PracticeCard, PracticePutAway
from assessments.practice.queries import select_protected_items
from assessments.practice.spacing import Card, choose_questions, first_due_at, schedule_after_answer
from assessments.scoring.policies import PRACTICE_ITEMS, resolve_rules
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base

FULL_CREDIT = 1  # points of an item; partial credit does not count as recalled


def plan_practice(
    session: Session, *, learner_id: UUID, context_id: UUID, taught: Mapping[str, datetime]
) -> None:
    """Create missing cards for the practice items of taught objectives.

    `taught` is the time of each objective's lesson.
    """
    items = session.execute(
        select(ItemVersion.item_id, ItemVersion.objective_code)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(
            AssessmentForm.context_id == context_id,
            AssessmentForm.code == "practice",
            ItemVersion.objective_code.in_(taught),
        )
    )
    cards = [
        {
            "learner_id": learner_id,
            "context_id": context_id,
            "item_id": item_id,
            "step": 0,
            "due_at": first_due_at(taught[objective]),
        }
        for item_id, objective in items
    ]
    _insert_missing(session, PracticeCard, cards)


def reset_practice(session: Session, *, learner_id: UUID, context_id: UUID, now: datetime) -> None:
    """Make all questions due again at step 0, in random order."""
    of_learner = (PracticeCard.learner_id == learner_id, PracticeCard.context_id == context_id)
    items = list(session.scalars(select(PracticeCard.item_id).where(*of_learner)))
    secrets.SystemRandom().shuffle(items)
    if items:
        session.execute(
            update(PracticeCard),
            [
                {
                    "learner_id": learner_id,
                    "context_id": context_id,
                    "item_id": item_id,
                    "step": 0,
                    "due_at": now - timedelta(seconds=index),
                }
                for index, item_id in enumerate(items)
            ],
        )


def start_round(session: Session, *, learner_id: UUID, context_id: UUID, now: datetime) -> UUID:
    """Return the open round, or a new one of due items.

    Raises AssessmentNotFound, NothingToPractise.
    """
    assessment = lock_practice(session, context_id, learner_id)
    of_learner = (Attempt.assessment_id == assessment.id, Attempt.learner_id == learner_id)
    open_id = session.scalar(select(Attempt.id).where(*of_learner, Attempt.submitted_at.is_(None)))
    if open_id is not None:
        return open_id
    count = resolve_rules("practice", assessment.policy).items or PRACTICE_ITEMS
    versions = due_versions(session, context_id, learner_id, count=count, now=now)
    if not versions:
        raise errors.NothingToPractise()
    return begin_round(session, assessment, learner_id=learner_id, versions=versions, now=now)


def begin_round(
    session: Session,
    assessment: Assessment,
    *,
    learner_id: UUID,
    versions: Sequence[UUID],
    now: datetime,
) -> UUID:
    """Begin a round with these item versions of the practice form, after `lock_practice`."""
    of_learner = (Attempt.assessment_id == assessment.id, Attempt.learner_id == learner_id)
    number = (session.scalar(select(func.max(Attempt.number)).where(*of_learner)) or 0) + 1
    form = _practice_form(session, assessment.context_id)
    attempt = Attempt(
        id=new_id(),
        assessment_id=assessment.id,
        learner_id=learner_id,
        form_id=form.id,
        number=number,
        started_at=now,
    )
    session.add(attempt)
    session.flush()  # slots reference it without an ORM relationship
    create_slots(session, attempt, form, {str(version): version for version in versions})
    session.add(
        AttemptEvent(
            attempt_id=attempt.id, event="started", happened_at=now, details={"form": form.code}
        )
    )
    return attempt.id


def answer_practice(
    session: Session,
    *,
    attempt_id: UUID,
    learner_id: UUID,
    position: int,
    response_id: UUID,
    response: Answer,
    now: datetime,
) -> None:
    """Store the first answer to a question and schedule its return; ignore later answers.

    The last answer ends the round. Raises AttemptNotFound, ResponseRefused or
    PracticeAnswerMissing.
    """
    context_id = _lock_round(session, attempt_id, learner_id)
    before = get_current_answers(session, attempt_id)
    if position in before and before[position].is_answered:
        return
    save_form_answer(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        position=position,
        response_id=response_id,
        response=response,
        now=now,
        is_practice=True,
    )
    answers = get_current_answers(session, attempt_id)
    if position not in answers or not answers[position].is_answered:
        raise errors.PracticeAnswerMissing(position=position)
    latest = answers[position].response
    _schedule_card(session, attempt_id, learner_id, context_id, position, latest, now)
    slots = select(func.count()).where(AttemptSlot.attempt_id == attempt_id)
    if sum(answer.is_answered for answer in answers.values()) == session.scalar(slots):
        submit_attempt(session, attempt_id, learner_id=learner_id, now=now)


def dismiss_practice(
    session: Session, *, learner_id: UUID, context_id: UUID, now: datetime
) -> None:
    """Remove practice from the home page until the learner restores it."""
    row = {"learner_id": learner_id, "context_id": context_id, "put_away_at": now}
    _insert_missing(session, PracticePutAway, [row])


def restore_practice(session: Session, *, learner_id: UUID, context_id: UUID) -> None:
    """Show practice on the home page again."""
    session.execute(
        delete(PracticePutAway).where(
            PracticePutAway.learner_id == learner_id, PracticePutAway.context_id == context_id
        )
    )


def lock_practice(session: Session, context_id: UUID, learner_id: UUID) -> Assessment:
    """Return the assessment; concurrent starts of the learner create one round."""
    lock_starts(session, learner_id)
    assessment = session.scalar(
        select(Assessment).where(
            Assessment.context_id == context_id, Assessment.purpose == "practice"
        )
    )
    if assessment is None:
        raise errors.AssessmentNotFound(purpose="practice")
    return assessment


def _practice_form(session: Session, context_id: UUID) -> AssessmentForm:
    return session.scalars(
        select(AssessmentForm).where(
            AssessmentForm.context_id == context_id, AssessmentForm.code == "practice"
        )
    ).one()


def due_versions(
    session: Session, context_id: UUID, learner_id: UUID, *, count: int, now: datetime
) -> list[UUID]:
    """Item versions that a learner may practise, the most urgent first."""
    rows = session.execute(
        select(ItemVersion.id, PracticeCard.step, PracticeCard.due_at, PracticeCard.answered_at)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .join(PracticeCard, PracticeCard.item_id == ItemVersion.item_id)
        .where(
            AssessmentForm.context_id == context_id,
            AssessmentForm.code == "practice",
            PracticeCard.context_id == context_id,
            PracticeCard.learner_id == learner_id,
            PracticeCard.item_id.not_in(select_protected_items(context_id, learner_id)),
        )
        .order_by(FormSlot.position)
    )
    return choose_questions((Card(*row) for row in rows), now=now, count=count)


def _lock_round(session: Session, attempt_id: UUID, learner_id: UUID) -> UUID:
    """Lock the round, so that concurrent answers are scheduled once. Returns the context id."""
    context_id = session.scalar(
        select(Assessment.context_id)
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .where(
            Attempt.id == attempt_id,
            Attempt.learner_id == learner_id,
            Assessment.purpose == "practice",
        )
        .with_for_update(of=Attempt)
    )
    if context_id is None:
        raise errors.AttemptNotFound(attempt_id=attempt_id)
    return context_id


def _schedule_card(
    session: Session,
    attempt_id: UUID,
    learner_id: UUID,
    context_id: UUID,
    position: int,
    given: dict[str, object] | None,
    now: datetime,
) -> None:
    type_code, key, item_id = session.execute(
        select(ItemVersion.type_code, ItemVersion.answer_key, ItemVersion.item_id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id, AttemptSlot.position == position)
    ).one()
    card = session.get(PracticeCard, (learner_id, context_id, item_id))
    if card is None:
        return
    is_right = ITEM_TYPES[type_code].score(key, given) == FULL_CREDIT
    card.step, card.due_at = schedule_after_answer(card.step, is_right=is_right, now=now)
    card.answered_at = now


def _insert_missing(session: Session, model: type[Base], rows: list[dict[str, object]]) -> None:
    if rows:
        on_server = session.get_bind().dialect.name == "postgresql"
        insert = postgresql.insert if on_server else sqlite.insert
        session.execute(insert(model).on_conflict_do_nothing(), rows)
