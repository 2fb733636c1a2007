"""Submits an attempt and scores it in one transaction; a retry keeps the first result."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.answers import CurrentAnswer, get_current_answers
from assessments.attempts.models import Attempt, AttemptEvent, AttemptSlot, Score
from assessments.items.models import Assessment, FormSlot, ItemVersion
from assessments.kinds import task_of
from assessments.rescoring.rulings import VersionKey, get_rulings
from assessments.scoring.policies import resolve_rules
from assessments.scoring.score import SCORING_VERSION, score_attempt

BLANK_ANSWER = CurrentAnswer()


def lock_attempt(session: Session, attempt_id: UUID, *, learner_id: UUID) -> None:
    """Lock an attempt against concurrent answers, extensions and submits.

    Raises AttemptNotFound.
    """
    locked = session.scalar(
        select(Attempt.id)
        .where(Attempt.id == attempt_id, Attempt.learner_id == learner_id)
        .with_for_update()  # PostgreSQL; SQLite has one writer
    )
    if locked is None:
        raise errors.AttemptNotFound(attempt_id=attempt_id)


def submit_attempt(session: Session, attempt_id: UUID, *, learner_id: UUID, now: datetime) -> bool:
    """Submit and score an attempt; blanks score 0. Raises AttemptNotFound.

    An attempt whose time is over counts as submitted at its deadline. Returns False if it was
    submitted before.
    """
    attempt = session.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.learner_id == learner_id)
        .with_for_update(of=Attempt)  # PostgreSQL; SQLite has one writer
    )
    if attempt is None:
        raise errors.AttemptNotFound(attempt_id=attempt_id)
    if attempt.submitted_at is not None:
        return False
    assessment = session.get_one(
        Assessment,
        attempt.assessment_id,
        with_for_update={"read": True},  # serialises with decisions to rescore
    )
    # Not before the start, also if the clock of the server was set back meanwhile.
    attempt.submitted_at = max(attempt.started_at, min(now, attempt.deadline_at or now))
    if assessment.kind == "knowledge":
        session.add(_score(session, attempt, assessment, now))
    session.add(AttemptEvent(attempt_id=attempt.id, event="submitted", happened_at=now, details={}))
    return True


def get_required_positions(session: Session, attempt: Attempt, assessment: Assessment) -> set[int]:
    """Return the positions of the items that must be fully right to pass."""
    task = task_of(assessment.kind, assessment.purpose)
    slots = resolve_rules(task, assessment.policy).required_slots
    if not slots:
        return set()
    return set(
        session.scalars(
            select(AttemptSlot.position)
            .join(FormSlot, FormSlot.item_version_id == AttemptSlot.item_version_id)
            .where(
                AttemptSlot.attempt_id == attempt.id,
                FormSlot.form_id == attempt.form_id,
                FormSlot.blueprint_slot.in_(slots),
            )
        )
    )


def _score(session: Session, attempt: Attempt, assessment: Assessment, now: datetime) -> Score:
    answers = get_current_answers(session, attempt.id)
    rows = session.execute(
        select(AttemptSlot.position, ItemVersion.id, ItemVersion.type_code, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt.id)
    ).all()
    rulings = get_rulings(session, [row.id for row in rows])
    slots = [
        rulings.slot(position, VersionKey(*version), answers.get(position, BLANK_ANSWER).response)
        for position, *version in rows
    ]
    result = score_attempt(
        slots,
        pass_percent=assessment.pass_percent,
        required=get_required_positions(session, attempt, assessment),
    )
    return Score(
        attempt_id=attempt.id,
        number=1,
        scoring_version=SCORING_VERSION,
        points=float(result.points),
        max_points=result.max_points,
        percent=result.percent,
        has_passed=result.has_passed,
        slot_points={str(position): float(share) for position, share in result.slot_points.items()},
        scored_at=now,
    )
