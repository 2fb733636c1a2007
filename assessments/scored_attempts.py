"""The score of a submitted attempt with the points of each item, without answers."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.answers import get_current_answers
from assessments.attempts.history import is_current_score
from assessments.attempts.models import AttemptSlot, Score
from assessments.items.models import Item, ItemVersion


@dataclass(frozen=True, slots=True)
class ScoredAttempt:
    """Points of an attempt; `items` maps codes of answered items to points from 0 to 1."""

    points: float
    max_points: int
    has_passed: bool | None
    items: dict[str, float]


def get_scored_attempt(session: Session, attempt_id: UUID) -> ScoredAttempt | None:
    """The current score of an attempt; None for one that is not scored, such as a scale."""
    session.flush()  # it may have been submitted in this transaction
    score = session.scalar(select(Score).where(Score.attempt_id == attempt_id, is_current_score()))
    if score is None:
        return None
    rows = session.execute(
        select(AttemptSlot.position, Item.code)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(AttemptSlot.position)
    )
    answers = get_current_answers(session, attempt_id)
    answered = {position for position, answer in answers.items() if answer.is_answered}
    items = {
        code: score.slot_points.get(str(position), 0.0)
        for position, code in rows
        if position in answered
    }
    return ScoredAttempt(score.points, score.max_points, score.has_passed, items)
