"""The current answers of an attempt, folded from its log: the last word on each slot counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.models import ResponseLogEntry
from assessments.items.types.base import has_answer


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """`sequence` and `saved_at` are those of the last entry, whatever it said."""

    response: dict[str, Any] | None = None
    is_flagged: bool = False
    sequence: int = 0
    saved_at: datetime | None = None

    @property
    def is_answered(self) -> bool:
        return has_answer(self.response)


def current_answers(session: Session, attempt_id: UUID) -> dict[int, CurrentAnswer]:
    """By position; slots without an entry are absent."""
    rows = session.execute(
        select(
            ResponseLogEntry.position,
            ResponseLogEntry.sequence,
            ResponseLogEntry.response,
            ResponseLogEntry.is_flagged,
            ResponseLogEntry.received_at,
        )
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
    return answers
