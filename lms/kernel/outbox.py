"""Messages to people, as rows written in the transaction that causes them; a worker delivers them.

Address and parameters are sealed with the key of the person, so that erasure reaches them.
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
from lms.kernel.quiet_hours import waking_at
from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.kernel.sealing.secret_keys import SecretKey

MAX_ATTEMPTS = 8
RETURNED = "returned-"  # begins the problem of a message that a mail server has sent back
LEASE = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=10)


class OutboxMessage(Base):
    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("channel IN ('email', 'phone')", name="known_channel"),
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
    )
    __personal__: ClassVar[dict[str, str]] = {"sealed": "key destroyed"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(index=True)
    key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    template: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(300))
    # On whose behalf: an organisation, whose coordinators see whether it arrived.
    sender_id: Mapped[UUID | None] = mapped_column(index=True)
    # Where its reader lives, for what may not come by night.
    quiet_zone: Mapped[str | None] = mapped_column(String(40))


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is due, unsealed for the worker that delivers it."""

    id: UUID
    person_id: UUID
    channel: str
    template: str
    address: str
    parameters: dict[str, Any]


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


def people_written_to(
    session: Session, person_ids: Collection[UUID], *, template: str, since: datetime
) -> set[UUID]:
    """Who of these was written a message of this template since then."""
    found = select(OutboxMessage.person_id).where(
        OutboxMessage.person_id.in_(person_ids),
        OutboxMessage.template == template,
        OutboxMessage.created_at > since,
    )
    return set(session.scalars(found))


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One of many messages, with the open key of the person whom it is for."""

    person_id: UUID
    key: SecretKey
    channel: str
    address: str
    template: str
    parameters: dict[str, Any]
    sender_id: UUID | None = None
    quiet_zone: str | None = None


def add_messages(session: Session, messages: Sequence[NewMessage], *, now: datetime) -> list[UUID]:
    """As `add_message`, for many people in one statement."""
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
        "due_at": waking_at(now, message.quiet_zone) if message.quiet_zone else now,
        "sender_id": message.sender_id,
        "quiet_zone": message.quiet_zone,
    }


def claim_message(session: Session, *, now: datetime) -> Message | None:
    """The next message to deliver, leased to the caller; those of erased people are given up."""
    while (row := _next_due(session, now)) is not None:
        if row.quiet_zone and (by_day := waking_at(now, row.quiet_zone)) > now:
            row.due_at = by_day  # a worker that stood still, or a retry, has come into the night
            session.flush()
            continue
        if is_returned(row):  # its worker was killed, and it has come back since
            row.given_up_at, row.lease_until = now, None
            session.flush()  # the next look must not find it again
            continue
        try:
            key = open_key(session, row.key_id)
        except KeyDestroyed:
            row.given_up_at, row.problem = now, "key-destroyed"
            session.flush()
            continue
        address, parameters = key.unseal_json(row.sealed, context=str(row.id))
        row.attempts, row.lease_until = row.attempts + 1, now + LEASE
        return Message(row.id, row.person_id, row.channel, row.template, address, parameters)
    return None


def is_returned(row: OutboxMessage) -> bool:
    """A mail server has sent it back, perhaps before its worker could say that it went."""
    return (row.problem or "").startswith(RETURNED)


def mark_sent(session: Session, message_id: UUID, *, now: datetime) -> None:
    """What has come back meanwhile was sent in vain, and is given up."""
    row = session.get_one(OutboxMessage, message_id, with_for_update=True)
    row.lease_until = None
    if is_returned(row):
        row.given_up_at = now
    else:
        row.sent_at = now


def mark_undelivered(session: Session, message_id: UUID, *, problem: str, now: datetime) -> None:
    """Try again later, or give up after MAX_ATTEMPTS; the problem stays visible."""
    row = session.get_one(OutboxMessage, message_id, with_for_update=True)
    row.lease_until = None
    if not is_returned(row):
        row.problem = problem[:300]
    if row.attempts >= MAX_ATTEMPTS or is_returned(row):
        row.given_up_at = now
    else:
        row.due_at = now + FIRST_WAIT * 2**row.attempts


def remove_messages_to(session: Session, person_ids: Collection[UUID]) -> None:
    """For people whose rows are taken back with an import."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.person_id.in_(person_ids)))


def withdraw_messages(session: Session, message_ids: Collection[UUID]) -> None:
    """Those that nobody has sent, or is sending, will not go any more."""
    waiting = OutboxMessage.sent_at.is_(None), OutboxMessage.lease_until.is_(None)
    mine = OutboxMessage.id.in_(message_ids)
    session.execute(delete(OutboxMessage).where(mine, *waiting))


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
