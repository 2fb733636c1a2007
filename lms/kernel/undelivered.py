"""Messages that did not arrive, for whoever sent them: listed, and sent again as the same row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.kernel.errors import NotFound
from lms.kernel.outbox import RETURNED, OutboxMessage, is_returned
from lms.kernel.sealing.sealing import open_key

LISTED = 200
Returned = Literal["noted", "known", "unknown"]


class MessageNotFailed(NotFound):
    """No message of this sender waits to be sent again."""

    code = "message-not-failed"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message with trouble; `due_at` is when it is tried again, none once it was given up."""

    id: UUID
    person_id: UUID
    channel: str
    template: str
    problem: str
    created_at: datetime
    due_at: datetime | None


def undelivered_messages(session: Session, sender_id: UUID) -> list[Undelivered]:
    """The newest first; those of erased people are left out."""
    troubled = OutboxMessage.problem.is_not(None), OutboxMessage.problem != "key-destroyed"
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.sender_id == sender_id, OutboxMessage.sent_at.is_(None), *troubled)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(LISTED)
    )
    return [
        Undelivered(
            row.id,
            row.person_id,
            row.channel,
            row.template,
            row.problem or "",
            row.created_at,
            None if row.given_up_at else row.due_at,
        )
        for row in rows
    ]


def failed_message(session: Session, message_id: UUID, *, sender_id: UUID) -> UUID:
    """Whom a message was for that was given up. Raises MessageNotFailed."""
    return _failed(session, message_id, sender_id).person_id


def send_again(
    session: Session,
    message_id: UUID,
    *,
    sender_id: UUID,
    channel: str,
    address: str,
    now: datetime,
) -> None:
    """The same row, so the same Message-ID, to the address that counts now."""
    row = _failed(session, message_id, sender_id)
    key, context = open_key(session, row.key_id), str(row.id)
    _address, parameters = key.unseal_json(row.sealed, context=context)
    row.sealed, row.channel = key.seal_json([address, parameters], context=context), channel
    row.given_up_at, row.problem, row.attempts, row.due_at = None, None, 0, now


def mark_returned(session: Session, message_id: UUID, *, status: str, now: datetime) -> Returned:
    """A mail server took the message and has sent it back: from then on it was given up, is listed
    and can be sent again.

    "noted" the first time, also where the report outruns `mark_sent`, which then finds it;
    "known" for a message that was given up already; "unknown" where none was handed to a server
    under this id. A report bears no more than the id, so an old one that is read after the message
    has gone once more counts for the new sending.
    """
    row = session.scalar(
        select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    )
    if row is None or not row.attempts:
        return "unknown"
    if row.given_up_at is not None or is_returned(row):
        return "known"
    row.problem = f"{RETURNED}{status}"
    if row.sent_at is not None or row.lease_until is None:  # else the worker that sends it finds it
        row.sent_at, row.given_up_at = None, now
    return "noted"


def _failed(session: Session, message_id: UUID, sender_id: UUID) -> OutboxMessage:
    row = session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.sender_id == sender_id,
            OutboxMessage.given_up_at.is_not(None),
        )
        .with_for_update()
    )
    if row is None:
        raise MessageNotFailed()
    return row
