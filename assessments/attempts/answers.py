"""The current answers of an attempt, folded from its log: the last word on each slot counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.free_text import ERASED, in_clear
from assessments.attempts.models import Attempt, ResponseLogEntry
from assessments.items.types.base import has_answer


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """`sequence` and `saved_at` are those of the last entry, whatever it said.

    Of an erased person, what they typed is gone: such an answer is blank, and `is_erased`.
    """

    response: dict[str, Any] | None = None
    is_flagged: bool = False
    sequence: int = 0
    saved_at: datetime | None = None
    is_erased: bool = False

    @property
    def is_answered(self) -> bool:
        return has_answer(self.response)


def current_answers(session: Session, attempt_id: UUID) -> dict[int, CurrentAnswer]:
    """By position; slots without an entry are absent."""
    rows = session.execute(
        select(
            Attempt.learner_id,
            ResponseLogEntry.position,
            ResponseLogEntry.sequence,
            ResponseLogEntry.response,
            ResponseLogEntry.is_flagged,
            ResponseLogEntry.received_at,
        )
        .join(Attempt, Attempt.id == ResponseLogEntry.attempt_id)
        .where(ResponseLogEntry.attempt_id == attempt_id)
        .order_by(ResponseLogEntry.sequence)
    )
    answers: dict[int, CurrentAnswer] = {}
    for row in rows:
        before = answers.get(row.position, CurrentAnswer())
        answers[row.position] = replace(
            before,
            response=before.response if row.response is None else row.response,
            is_flagged=row.is_flagged,
            sequence=row.sequence,
            saved_at=row.received_at,
        )
        learner_id = row.learner_id
    return {
        place: _in_clear(session, answer, place, attempt_id, learner_id)
        for place, answer in answers.items()
    }


def _in_clear(
    session: Session, answer: CurrentAnswer, position: int, attempt_id: UUID, learner_id: UUID
) -> CurrentAnswer:
    response = in_clear(
        session,
        answer.response,
        learner_id=learner_id,
        attempt_id=attempt_id,
        position=position,
    )
    if response is not None and ERASED in response:
        return replace(answer, response=None, is_erased=True)
    return replace(answer, response=response)
