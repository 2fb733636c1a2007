"""Saves an answer once by its id: into the log of an open attempt, or as a late answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypedDict
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.free_text import decrypt_response, encrypt_response, pseudonymised
from assessments.attempts.log_statements import (
    insert_entry_statement,
    last_entry_statement,
    slot_statement,
)
from assessments.attempts.models import (
    POSITIONS,
    AttemptEvent,
    LateResponse,
    ResponseLogEntry,
)
from assessments.attempts.time_limits import is_over
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import InvalidResponse
from assessments.items.types.values import Response

MAX_RESPONSES = 2_000  # per attempt: one every 2 s for an hour; more is a fault or an attack


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form or a script sends. If nothing is chosen, `may_clear` clears the answer."""

    fields: Mapping[str, Sequence[str]]
    is_flagged: bool = False
    may_clear: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """The confirmation that an answer is stored. A late answer does not count."""

    response_id: UUID
    position: int
    sequence: int | None
    received_at: datetime
    is_late: bool
    is_known: bool = field(default=False, compare=False)  # received before


class LogEntry(Protocol):
    """What the log and the late answers store of an answer."""

    @property
    def response(self) -> Response | None: ...
    @property
    def is_flagged(self) -> bool: ...


class LoggedAnswer(LogEntry, Protocol):
    """An entry of the log, as a row or as an object."""

    @property
    def id(self) -> UUID: ...
    @property
    def position(self) -> int: ...
    @property
    def sequence(self) -> int: ...
    @property
    def received_at(self) -> datetime: ...


class _SlotKeys(TypedDict):
    learner_id: UUID
    attempt_id: UUID
    position: int


@dataclass(frozen=True, slots=True)
class SlotAddress:
    """The slot of an answer; its attempt is locked."""

    attempt_id: UUID
    learner_id: UUID
    position: int
    is_closed: bool

    @property
    def address(self) -> _SlotKeys:
        """What an encrypted answer is bound to."""
        return {
            "learner_id": self.learner_id,
            "attempt_id": self.attempt_id,
            "position": self.position,
        }


Body = tuple[Response | None, bool]  # the decrypted response by option ids, and the flag


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
    """Store an answer. The same id with the same body returns the first receipt again.

    Raises AttemptNotFound, also for practice, ResponseRefused, ResponseIdTaken or TooManyResponses.
    """
    slot, body = _resolve_answer(session, attempt_id, learner_id, position, response, now)
    return _store(session, slot, response_id, body, now)


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
    """Store an answer of a form, which the back button may send again with another answer.

    A page from the browser's cache repeats its first id. The last answer counts, so it gets a new
    id, derived from that id and the entry before. `is_practice` must be set for practice, which
    shows reasons after an answer. Raises as `save_response`.
    """
    slot, body = _resolve_answer(
        session, attempt_id, learner_id, position, response, now, is_practice
    )
    last, is_id_known = _get_last_entry(session, slot, response_id)
    if last is not None and _body(session, last, slot) == body:
        return _duplicate_receipt(last)
    if is_id_known:
        sequence = last.sequence if last else 0
        pseudonym = pseudonymised(session, body[0], learner_id=learner_id), body[1]
        response_id = uuid5(response_id, f"{sequence}|{json.dumps(pseudonym, sort_keys=True)}")
    return _store(session, slot, response_id, body, now)


def _resolve_answer(
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
    keys = {"attempt_id": attempt_id, "learner_id": learner_id, "position": position}
    row = session.execute(slot_statement(), keys).first()
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
    session: Session, slot: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> Receipt:
    if not slot.is_closed:
        sequence = _append_entry(session, slot, response_id, body, now)
        if sequence is not None:
            if sequence > MAX_RESPONSES:
                raise errors.TooManyResponses(max=MAX_RESPONSES)
            return Receipt(response_id, slot.position, sequence, now, is_late=False)
    known = session.get(ResponseLogEntry, response_id)
    if known is not None:
        _require_same_body(session, known, slot, body)
        return _duplicate_receipt(known)
    return _store_late(session, slot, response_id, body, now)


def _append_entry(
    session: Session, slot: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> int | None:
    """Insert a log entry and return its sequence; None if its id is in the log already."""
    statement = insert_entry_statement(session.get_bind().dialect.name)
    row = _entry_values(session, slot, response_id, body, now)
    entry = {f"new_{name}": value for name, value in row.items()}
    stored = session.execute(statement, entry).first()
    return stored.sequence if stored else None


def _store_late(
    session: Session, slot: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> Receipt:
    late = session.get(LateResponse, response_id)
    is_known = late is not None
    if late is None:
        count = select(func.count()).where(LateResponse.attempt_id == slot.attempt_id)
        if (session.scalar(count) or 0) >= MAX_RESPONSES:
            raise errors.TooManyResponses(max=MAX_RESPONSES)
        late = LateResponse(**_entry_values(session, slot, response_id, body, now))
        event = AttemptEvent(
            attempt_id=slot.attempt_id,
            event="late-response",
            happened_at=now,
            details={"position": slot.position},
        )
        session.add_all([late, event])
    _require_same_body(session, late, slot, body)
    return Receipt(
        response_id,
        slot.position,
        None,
        late.received_at,
        is_late=True,
        is_known=is_known,
    )


def _require_same_body(
    session: Session, entry: ResponseLogEntry | LateResponse, slot: SlotAddress, body: Body
) -> None:
    """Raise ResponseIdTaken unless a repeated id comes with the same answer."""
    is_here = (entry.attempt_id, entry.position) == (slot.attempt_id, slot.position)
    if not is_here or _body(session, entry, slot) != body:
        raise errors.ResponseIdTaken(response_id=entry.id)


def _body(session: Session, entry: LogEntry, slot: SlotAddress) -> Body:
    """Return the decrypted body of a log entry of this slot."""
    return decrypt_response(session, entry.response, **slot.address), entry.is_flagged


def _get_last_entry(
    session: Session, slot: SlotAddress, response_id: UUID
) -> tuple[LoggedAnswer | None, bool]:
    """Return the last entry of a slot, or None; and whether the log has this id already."""
    parameters = {
        "attempt_id": slot.attempt_id,
        "position": slot.position,
        "response_id": response_id,
    }
    row = session.execute(last_entry_statement(), parameters).first()
    if row is None:
        return None, session.get(ResponseLogEntry, response_id) is not None
    return row, bool(row.is_id_known)


def _duplicate_receipt(entry: LoggedAnswer) -> Receipt:
    return Receipt(
        entry.id,
        entry.position,
        entry.sequence,
        entry.received_at,
        is_late=False,
        is_known=True,
    )


def _entry_values(
    session: Session, slot: SlotAddress, response_id: UUID, body: Body, now: datetime
) -> dict[str, object]:
    return {
        "id": response_id,
        "attempt_id": slot.attempt_id,
        "position": slot.position,
        "response": encrypt_response(session, body[0], **slot.address),
        "is_flagged": body[1],
        "received_at": now,
    }
