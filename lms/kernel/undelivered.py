"""Undelivered messages: listed for their sender and sent again as the same row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.kernel.errors import NotFound
from lms.kernel.outbox import RETURNED, OutboxMessage, is_returned
from lms.kernel.sealing.sealing import open_key

MAX_LISTED = 200
Returned = Literal["noted", "known", "unknown"]


class MessageNotFailed(NotFound):
    """This sender has no such failed message."""

    code = "message-not-failed"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that failed; `due_at` is the next try, None after the last one."""

    id: UUID
    person_id: UUID
    channel: str
    template: str
    problem: str
    created_at: datetime
    due_at: datetime | None


def list_undelivered(session: Session, sender_id: UUID) -> list[Undelivered]:
    """At most MAX_LISTED messages, newest first, without those to erased people."""
    has_failed = OutboxMessage.problem.is_not(None), OutboxMessage.problem != "key-destroyed"
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.sender_id == sender_id, OutboxMessage.sent_at.is_(None), *has_failed)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(MAX_LISTED)
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


def recipient_of_failed(session: Session, message_id: UUID, *, sender_id: UUID) -> UUID:
    """The person to whom a failed message was addressed. Raises MessageNotFailed."""
    return _failed(session, message_id, sender_id).person_id


def resend(
    session: Session,
    message_id: UUID,
    *,
    sender_id: UUID,
    channel: str,
    address: str,
    now: datetime,
) -> None:
    """Queue the same row, and so the same Message-ID, for the current address.

    Raises MessageNotFailed.
    """
    row = _failed(session, message_id, sender_id)
    key, context = open_key(session, row.key_id), str(row.id)
    _address, parameters = key.unseal_json(row.sealed, context=context)
    row.sealed, row.channel = key.seal_json([address, parameters], context=context), channel
    row.given_up_at, row.problem, row.attempts, row.due_at = None, None, 0, now


def mark_returned(session: Session, message_id: UUID, *, status: str, now: datetime) -> Returned:
    """Record that a mail server returned the message; it is listed and can be sent again.

    Returns "noted" the first time, also if the report arrives before `mark_sent`, which then
    closes the row; "known" if the message has failed already; "unknown" if no server was given
    a message with this id. A report names only the id, so an old report that is read after a
    message was sent again counts for the new sending.
    """
    row = session.scalar(
        select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    )
    if row is None or not row.attempts:
        return "unknown"
    if row.given_up_at is not None or is_returned(row):
        return "known"
    row.problem = f"{RETURNED}{status}"
    if row.sent_at is not None or row.lease_until is None:  # otherwise `mark_sent` closes it
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
