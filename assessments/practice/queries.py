"""What the pages of practice show. A reason is read only once its question has an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from assessments.attempts.answers import current_answers
from assessments.attempts.models import Attempt, AttemptSlot
from assessments.attempts.pages import AttemptMap, ItemForm, attempt_item, attempt_map
from assessments.errors import AttemptNotFound
from assessments.items.models import Assessment, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import Feedback, Fields
from assessments.practice.models import PracticeCard, PracticePutAway

FULL = 1


@dataclass(frozen=True, slots=True)
class PracticeOffer:
    """How much there is to practise; `due` are those whose time has come."""

    due: int
    planned: int
    learnt: int
    next_due_at: datetime | None
    open_attempt_id: UUID | None
    is_put_away: bool


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """A question; `feedback` stands once it is answered."""

    item: ItemForm
    map: AttemptMap
    feedback: Feedback | None

    @property
    def is_right(self) -> bool:
        return self.feedback is not None and self.feedback.points == FULL


@dataclass(frozen=True, slots=True)
class PracticeRound:
    """A round that is over."""

    context_id: UUID
    right: int
    count: int


def practice_offer(
    session: Session, *, learner_id: UUID, context_id: UUID, now: datetime
) -> PracticeOffer:
    """One row, for the home page too."""
    of_learner = {"learner_id": learner_id, "context_id": context_id, "now": now}
    row = session.execute(OFFER, of_learner).one()
    return PracticeOffer(
        row.due, row.planned, row.learnt, row.next_due_at, row.open_id, bool(row.away)
    )


def practice_item(
    session: Session,
    attempt_id: UUID,
    position: int,
    *,
    learner_id: UUID,
    language: str,
    typed: Fields | None = None,
) -> PracticeItem:
    """Raises AttemptNotFound, also for an attempt that is no practice."""
    shown = attempt_item(
        session, attempt_id, position, learner_id=learner_id, language=language, typed=typed
    )
    if shown.map.task != "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    answer = current_answers(session, attempt_id).get(position)
    if answer is None or not answer.is_answered:
        return PracticeItem(shown.item, shown.map, None)
    type_code, content, key = session.execute(
        select(ItemVersion.type_code, ItemVersion.content, ItemVersion.answer_key)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == attempt_id, AttemptSlot.position == position)
    ).one()
    feedback = ITEM_TYPES[type_code].feedback(content, key, answer.response, language)
    return PracticeItem(shown.item, shown.map, feedback)


def practice_round(session: Session, attempt_id: UUID, *, learner_id: UUID) -> PracticeRound:
    """How many were recalled in full. Raises AttemptNotFound."""
    found = attempt_map(session, attempt_id, learner_id=learner_id)
    if found.task != "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    answers = current_answers(session, attempt_id)
    rows = session.execute(
        select(AttemptSlot.position, ItemVersion.type_code, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
    )
    right = sum(
        ITEM_TYPES[kind].score(key, answers[place].response) == FULL
        for place, kind, key in rows
        if place in answers
    )
    return PracticeRound(found.context_id, right, len(found.marks))


def _offer() -> Any:
    """Built once, since building a statement takes longer than running it."""
    card = PracticeCard
    mine = (card.learner_id == bindparam("learner_id"), card.context_id == bindparam("context_id"))
    away = (
        select(func.count())
        .where(
            PracticePutAway.learner_id == bindparam("learner_id"),
            PracticePutAway.context_id == bindparam("context_id"),
        )
        .scalar_subquery()
    )
    open_id = (
        select(Attempt.id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(
            Attempt.learner_id == bindparam("learner_id"),
            Attempt.submitted_at.is_(None),
            Assessment.context_id == bindparam("context_id"),
            Assessment.purpose == "practice",
        )
        .scalar_subquery()
    )
    now = bindparam("now", type_=card.due_at.type)
    return select(
        func.count().filter(card.due_at <= now).label("due"),
        func.count().label("planned"),
        func.count().filter(card.due_at.is_(None)).label("learnt"),
        func.min(card.due_at).filter(card.due_at > now).label("next_due_at"),
        open_id.label("open_id"),
        away.label("away"),
    ).where(*mine)


OFFER = _offer()
