"""The current answers of an attempt: the last response in the log of each slot counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import Executable, and_, bindparam, select
from sqlalchemy.orm import Session

from assessments.attempts.free_text import ERASED, decrypt_response
from assessments.attempts.history import AnyRow
from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry
from assessments.items.types.values import Response, has_answer


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """The answer of a slot; `sequence` and `saved_at` are those of its last log entry.

    Text typed by an erased person is gone: the answer is blank, and `is_erased`.
    """

    response: Response | None = None
    is_flagged: bool = False
    sequence: int = 0
    saved_at: datetime | None = None
    is_erased: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether anything is chosen or typed."""
        return has_answer(self.response)


BLANK_ANSWER: Final = CurrentAnswer()
ENTRY_COLUMNS: Final = (
    ResponseLogEntry.sequence,
    ResponseLogEntry.response,
    ResponseLogEntry.is_flagged,
    ResponseLogEntry.received_at,
)


def get_current_answers(session: Session, attempt_id: UUID) -> dict[int, CurrentAnswer]:
    """Return answers by position; slots without an entry are absent."""
    rows = session.execute(_log_statement(), {"attempt_id": attempt_id})
    return _fold_entries(session, rows, attempt_id)


def get_answers_by_slot(session: Session, attempt_id: UUID) -> dict[int, CurrentAnswer]:
    """Return answers by position, in order; slots without an entry have a blank answer."""
    return _fold_entries(
        session, session.execute(_slots_statement(), {"attempt_id": attempt_id}), attempt_id
    )


@cache
def _log_statement() -> Executable:
    """Cached, since building a statement takes longer than running it."""
    return (
        select(Attempt.learner_id, ResponseLogEntry.position, *ENTRY_COLUMNS)
        .join(Attempt, Attempt.id == ResponseLogEntry.attempt_id)
        .where(ResponseLogEntry.attempt_id == bindparam("attempt_id"))
        .order_by(ResponseLogEntry.sequence)
    )


@cache
def _slots_statement() -> Executable:
    """Cached: every page of a question runs it."""
    of_slot = and_(
        ResponseLogEntry.attempt_id == AttemptSlot.attempt_id,
        ResponseLogEntry.position == AttemptSlot.position,
    )
    return (
        select(Attempt.learner_id, AttemptSlot.position, *ENTRY_COLUMNS)
        .select_from(AttemptSlot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .outerjoin(ResponseLogEntry, of_slot)
        .where(AttemptSlot.attempt_id == bindparam("attempt_id"))
        .order_by(AttemptSlot.position, ResponseLogEntry.sequence)
    )


def _fold_entries(
    session: Session, rows: Iterable[AnyRow], attempt_id: UUID
) -> dict[int, CurrentAnswer]:
    answers: dict[int, CurrentAnswer] = {}
    for row in rows:
        previous = answers.setdefault(row.position, BLANK_ANSWER)
        if row.sequence is None:
            continue
        answers[row.position] = replace(
            previous,
            response=previous.response if row.response is None else row.response,
            is_flagged=row.is_flagged,
            sequence=row.sequence,
            saved_at=row.received_at,
        )
        learner_id = row.learner_id
    return {
        position: _decrypt_answer(session, answer, position, attempt_id, learner_id)
        if answer.response
        else answer
        for position, answer in answers.items()
    }


def _decrypt_answer(
    session: Session, answer: CurrentAnswer, position: int, attempt_id: UUID, learner_id: UUID
) -> CurrentAnswer:
    response = decrypt_response(
        session,
        answer.response,
        learner_id=learner_id,
        attempt_id=attempt_id,
        position=position,
    )
    if response is not None and ERASED in response:
        return replace(answer, response=None, is_erased=True)
    return replace(answer, response=response)
