"""Outbox of messages to people: rows inserted in the caller's transaction, delivered by a worker.

Address and parameters are encrypted with the person's key, so that erasure makes them unreadable.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_index
from lms.kernel.quiet_hours import next_daytime
from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.kernel.sealing.secret_keys import SecretKey

MAX_ATTEMPTS = 8
RETURNED = "returned-"  # prefix of `problem` for messages that a mail server returned
LEASE = timedelta(minutes=2)
RETENTION = timedelta(days=90)
FIRST_RETRY_DELAY = timedelta(seconds=10)


class OutboxMessage(Base):
    """A message to one person, from its cause to its delivery."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("channel IN ('email', 'phone')", name="known_channel"),
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        partial_index(
            "sent_at IS NULL AND given_up_at IS NULL", "ix_outbox_message_open_due_at", "due_at"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {"sealed": "key destroyed"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(index=True)
    key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    template: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(300))
    # The organisation that sends it; its coordinators see whether it was delivered.
    sender_id: Mapped[UUID | None] = mapped_column(index=True)
    # IANA time zone of the recipient, if the message may not be delivered at night.
    quiet_zone: Mapped[str | None] = mapped_column(String(40))


@dataclass(frozen=True, slots=True)
class Message:
    """A due message, decrypted for the worker that delivers it.

    `attempts` identifies the lease: each claim counts.
    """

    id: UUID
    person_id: UUID
    channel: str
    template: str
    address: str
    parameters: dict[str, Any]
    attempts: int


def add_message(
    session: Session,
    *,
    person_id: UUID,
    key_id: UUID,
    channel: str,
    address: str,
    template: str,
    parameters: dict[str, Any],
    now: datetime,
) -> UUID:
    """Queue a message; returns its id. Raises KeyDestroyed for an erased person."""
    message_id = new_id()
    sealed = open_key(session, key_id).seal_json([address, parameters], context=str(message_id))
    session.add(
        OutboxMessage(
            id=message_id,
            person_id=person_id,
            key_id=key_id,
            channel=channel,
            template=template,
            sealed=sealed,
            created_at=now,
            due_at=now,
        )
    )
    return message_id


def recipients_since(
    session: Session, person_ids: Collection[UUID], *, template: str, since: datetime
) -> set[UUID]:
    """Those of these people to whom a message of this template was queued after `since`."""
    statement = select(OutboxMessage.person_id).where(
        OutboxMessage.person_id.in_(person_ids),
        OutboxMessage.template == template,
        OutboxMessage.created_at > since,
    )
    return set(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to queue, with the unwrapped key of its recipient."""

    person_id: UUID
    key: SecretKey
    channel: str
    address: str
    template: str
    parameters: dict[str, Any]
    sender_id: UUID | None = None
    quiet_zone: str | None = None


def add_messages(session: Session, messages: Sequence[NewMessage], *, now: datetime) -> list[UUID]:
    """Queue many messages in one statement; returns their ids in order."""
    rows = [_row(message, now) for message in messages]
    if rows:
        session.execute(insert(OutboxMessage), rows)
    return [row["id"] for row in rows]


def _row(message: NewMessage, now: datetime) -> dict[str, Any]:
    message_id, content = new_id(), [message.address, message.parameters]
    return {
        "id": message_id,
        "person_id": message.person_id,
        "key_id": message.key.id,
        "channel": message.channel,
        "template": message.template,
        "sealed": message.key.seal_json(content, context=str(message_id)),
        "created_at": now,
        "due_at": next_daytime(now, message.quiet_zone) if message.quiet_zone else now,
        "sender_id": message.sender_id,
        "quiet_zone": message.quiet_zone,
    }


def claim_message(session: Session, *, now: datetime) -> Message | None:
    """Lease the next due message to the caller. Messages to erased people are closed unsent."""
    while (row := _next_due(session, now)) is not None:
        if row.quiet_zone and (daytime := next_daytime(now, row.quiet_zone)) > now:
            row.due_at = daytime  # delayed by a stopped worker or a retry into the night
            session.flush()
            continue
        if is_returned(row):  # its worker was killed, and the message was returned meanwhile
            row.given_up_at, row.lease_until = now, None
            session.flush()  # so that the next query does not return it again
            continue
        try:
            key = open_key(session, row.key_id)
        except KeyDestroyed:
            row.given_up_at, row.problem = now, "key-destroyed"
            session.flush()
            continue
        address, parameters = key.unseal_json(row.sealed, context=str(row.id))
        row.attempts, row.lease_until = row.attempts + 1, now + LEASE
        return Message(
            id=row.id,
            person_id=row.person_id,
            channel=row.channel,
            template=row.template,
            address=address,
            parameters=parameters,
            attempts=row.attempts,
        )
    return None


def is_returned(row: OutboxMessage) -> bool:
    """Whether a mail server returned it, perhaps before the worker could call `mark_sent`."""
    return (row.problem or "").startswith(RETURNED)


def extend_lease(session: Session, message: Message, *, now: datetime) -> bool:
    """Extend the lease of a message. Return False if another worker has claimed it."""
    row = _leased_row(session, message)
    if row is not None:
        row.lease_until = now + LEASE
    return row is not None


def mark_sent(session: Session, message: Message, *, now: datetime) -> bool:
    """Record delivery, or close the message if it was returned meanwhile.

    Return False if another worker has claimed it.
    """
    row = _leased_row(session, message)
    if row is None:
        return False
    row.lease_until = None
    if is_returned(row):
        row.given_up_at = now
    else:
        row.sent_at = now
    return True


def mark_undelivered(session: Session, message: Message, *, problem: str, now: datetime) -> bool:
    """Schedule a retry with exponential delay, or close the message after MAX_ATTEMPTS.

    Return False if another worker has claimed it.
    """
    row = _leased_row(session, message)
    if row is None:
        return False
    row.lease_until = None
    if not is_returned(row):
        row.problem = problem[:300]
    if row.attempts >= MAX_ATTEMPTS or is_returned(row):
        row.given_up_at = now
    else:
        row.due_at = now + FIRST_RETRY_DELAY * 2**row.attempts
    return True


def delete_messages_to(session: Session, person_ids: Collection[UUID]) -> None:
    """Delete all messages to these people, when the import that created them is undone."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.person_id.in_(person_ids)))


def delete_sent_messages(session: Session, *, now: datetime) -> None:
    """Delete messages that were sent before RETENTION. Those that failed stay in their lists."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.sent_at < now - RETENTION))


def cancel_messages(session: Session, message_ids: Collection[UUID]) -> None:
    """Delete those of these messages that are neither sent nor leased."""
    waiting = OutboxMessage.sent_at.is_(None), OutboxMessage.lease_until.is_(None)
    requested = OutboxMessage.id.in_(message_ids)
    session.execute(delete(OutboxMessage).where(requested, *waiting))


def _leased_row(session: Session, message: Message) -> OutboxMessage | None:
    """The locked row, or None if its lease has ended or passed to another worker."""
    row = session.get(OutboxMessage, message.id, with_for_update=True)
    if row is None or row.lease_until is None or row.attempts != message.attempts:
        return None
    return row


def _next_due(session: Session, now: datetime) -> OutboxMessage | None:
    open_rows = OutboxMessage.sent_at.is_(None) & OutboxMessage.given_up_at.is_(None)
    free = or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until < now)
    return session.scalar(
        select(OutboxMessage)
        .where(open_rows, free, OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
