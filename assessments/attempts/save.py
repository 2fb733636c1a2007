"""Takes an answer in: once by its id, into the log of an open attempt or among the late ones."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.free_text import decrypt_response, encrypt_response, without_text
from assessments.attempts.log_statements import last_of_slot, next_entry, slot_of_learner
from assessments.attempts.models import (
    POSITIONS,
    AttemptEvent,
    LateResponse,
    ResponseLogEntry,
)
from assessments.attempts.time_limits import is_over
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import InvalidResponse

MAX_RESPONSES = 2_000  # an answer every 2 s for more than an hour; a fault or an attack beyond


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form or a script sends. With nothing chosen, `may_clear` takes an answer back."""

    fields: Mapping[str, Sequence[str]]
    is_flagged: bool = False
    may_clear: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that an answer is stored. A late one is kept, but does not count."""

    response_id: UUID
    position: int
    sequence: int | None
    received_at: datetime
    is_late: bool
    is_known: bool = field(default=False, compare=False)  # it had arrived before


@dataclass(frozen=True, slots=True)
class SlotAddress:
    """Where an answer belongs, found and locked."""

    attempt_id: UUID
    learner_id: UUID
    position: int
    is_closed: bool

    @property
    def address(self) -> dict[str, Any]:
        """What a sealed answer is bound to."""
        return {
            "learner_id": self.learner_id,
            "attempt_id": self.attempt_id,
            "position": self.position,
        }


Body = tuple[dict[str, Any] | None, bool]  # the response by option ids, in clear, and the flag


def save_response(
    session: Session,
    *,
    attempt_id: UUID,
    learner_id: UUID,
    position: int,
    response_id: UUID,
    response: Answer,
    now: datetime,
) -> Receipt:
    """Store one answer. The same id with the same body gives the first receipt again.

    Raises AttemptNotFound, also for practice, ResponseRefused, ResponseIdTaken or TooManyResponses.
    """
    place, body = _read(session, attempt_id, learner_id, position, response, now)
    return _store(session, place, response_id, body, now)


def save_form_answer(
    session: Session,
    *,
    attempt_id: UUID,
    learner_id: UUID,
    position: int,
    response_id: UUID,
    response: Answer,
    now: datetime,
    is_practice: bool = False,
) -> Receipt:
    """As `save_response`, for a form that the back button may send again with another answer.

    A page out of the browser's memory carries the id of its first sending. What a person sends
    last is what they mean, so it gets an id of its own, made of that id and what it follows.
    Practice says that it is meant: it tells reasons after an answer, and has a way of its own.
    """
    place, body = _read(session, attempt_id, learner_id, position, response, now, is_practice)
    last, is_id_known = _last_entry(session, place, response_id)
    if last is not None and _said(session, last, place) == body:
        return _receipt(last)
    if is_id_known:
        sequence = last.sequence if last else 0
        told = without_text(session, body[0], learner_id=learner_id), body[1]
        response_id = uuid5(response_id, f"{sequence}|{json.dumps(told, sort_keys=True)}")
    return _store(session, place, response_id, body, now)


def _read(
    session: Session,
    attempt_id: UUID,
    learner_id: UUID,
    position: int,
    answer: Answer,
    now: datetime,
    is_practice: bool = False,
) -> tuple[SlotAddress, Body]:
    if position not in POSITIONS:
        raise errors.AttemptNotFound(attempt_id=attempt_id)
    slot = {"attempt_id": attempt_id, "learner_id": learner_id, "position": position}
    row = session.execute(slot_of_learner(), slot).first()
    if row is None or row.is_practice != is_practice:
        raise errors.AttemptNotFound(attempt_id=attempt_id)
    kind = ITEM_TYPES[row.type_code]
    try:
        response = kind.response(answer.fields, row.options)
    except InvalidResponse as unfit:
        raise errors.ResponseRefused(position=position) from unfit
    if response is None and answer.may_clear:
        response = kind.cleared()
    is_closed = row.submitted_at is not None or is_over(row.deadline_at, now)
    return SlotAddress(attempt_id, learner_id, position, is_closed), (response, answer.is_flagged)


def _store(
    session: Session, place: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> Receipt:
    if not place.is_closed:
        sequence = _log(session, place, response_id, body, now)
        if sequence is not None:
            if sequence > MAX_RESPONSES:
                raise errors.TooManyResponses(max=MAX_RESPONSES)
            return Receipt(response_id, place.position, sequence, now, is_late=False)
    known = session.get(ResponseLogEntry, response_id)
    if known is not None:
        _refuse_other_body(session, known, place, body)
        return _receipt(known)
    return _keep_late(session, place, response_id, body, now)


def _log(
    session: Session, place: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> int | None:
    """The sequence number of the new entry; None when its id is in the log already."""
    statement = next_entry(session.get_bind().dialect.name)
    row = _row(session, place, response_id, body, now)
    entry = {f"new_{name}": value for name, value in row.items()}
    stored = session.execute(statement, entry).first()
    return stored.sequence if stored else None


def _keep_late(
    session: Session, place: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> Receipt:
    kept = session.get(LateResponse, response_id)
    is_known = kept is not None
    if kept is None:
        late = select(func.count()).where(LateResponse.attempt_id == place.attempt_id)
        if (session.scalar(late) or 0) >= MAX_RESPONSES:
            raise errors.TooManyResponses(max=MAX_RESPONSES)
        kept = LateResponse(**_row(session, place, response_id, body, now))
        event = AttemptEvent(
            attempt_id=place.attempt_id,
            event="late-response",
            happened_at=now,
            details={"position": place.position},
        )
        session.add_all([kept, event])
    _refuse_other_body(session, kept, place, body)
    return Receipt(
        response_id,
        place.position,
        None,
        kept.received_at,
        is_late=True,
        is_known=is_known,
    )


def _refuse_other_body(
    session: Session, entry: ResponseLogEntry | LateResponse, place: SlotAddress, body: Body
) -> None:
    """A retry says what was said before; anything else is another answer under a used id."""
    is_here = (entry.attempt_id, entry.position) == (place.attempt_id, place.position)
    if not is_here or _said(session, entry, place) != body:
        raise errors.ResponseIdTaken(response_id=entry.id)


def _said(session: Session, entry: Any, place: SlotAddress) -> Body:
    """What an entry of this place says."""
    return decrypt_response(session, entry.response, **place.address), entry.is_flagged


def _last_entry(session: Session, place: SlotAddress, response_id: UUID) -> tuple[Any, bool]:
    """The last word on a slot, or None; and whether the log has an entry with this id already."""
    wanted = {
        "attempt_id": place.attempt_id,
        "position": place.position,
        "response_id": response_id,
    }
    row = session.execute(last_of_slot(), wanted).first()
    if row is None:
        return None, session.get(ResponseLogEntry, response_id) is not None
    return row, bool(row.is_id_known)


def _receipt(entry: Any) -> Receipt:
    return Receipt(
        entry.id,
        entry.position,
        entry.sequence,
        entry.received_at,
        is_late=False,
        is_known=True,
    )


def _row(
    session: Session, place: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> dict[str, Any]:
    return {
        "id": response_id,
        "attempt_id": place.attempt_id,
        "position": place.position,
        "response": encrypt_response(session, body[0], **place.address),
        "is_flagged": body[1],
        "received_at": now,
    }
