"""Register receivers of events. Callers commit."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms.kernel.audit import record
from lms.kernel.clock import new_id
from lms.kernel.deliveries.errors import EventReceiverInvalid, EventReceiverNotFound
from lms.kernel.deliveries.events import WEBHOOK_EVENTS
from lms.kernel.deliveries.models import (
    MAX_NAME_LENGTH,
    MAX_URL_LENGTH,
    EventDelivery,
    EventReceiver,
)
from lms.kernel.deliveries.outbox import resume_deliveries
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import create_key, destroy_key, seal
from lms.kernel.urls import check_url

SECRET_PREFIX: Final = "whsec_"  # noqa: S105  of Standard Webhooks
SECRET_SIZE: Final = 32
SHOWN: Final = 50  # deliveries on the page of a receiver


@dataclass(frozen=True, slots=True)
class WebhookDetails:
    """What an administrator enters."""

    name: str
    url: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver without its secret. `waiting` counts the deliveries that are still to be sent."""

    id: UUID
    kind: str
    name: str
    url: str
    events: tuple[str, ...]
    next_try_at: datetime | None
    problem: str | None
    delivered_at: datetime | None
    paused_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery. `state` is waiting, delivered or given-up."""

    id: UUID
    event: str
    created_at: datetime
    delivered_at: datetime | None
    next_try_at: datetime | None
    failures: int
    problem: str | None

    @property
    def state(self) -> str:
        if self.next_try_at is not None:
            return "waiting"
        return "given-up" if self.problem else "delivered"


def add_webhook(
    session: Session, details: WebhookDetails, *, added_by: UUID | None, now: datetime
) -> tuple[UUID, str]:
    """Store a web hook; return its id and its secret, which is not shown again.

    Raises EventReceiverInvalid.
    """
    values = _validate(session, details)
    receiver_id, key_id = new_id(), create_key(session, now=now)
    secret = secrets.token_bytes(SECRET_SIZE)
    session.add(
        EventReceiver(
            id=receiver_id,
            kind="webhook",
            key_id=key_id,
            sealed=seal(session, key_id, secret, context=str(receiver_id)),
            created_at=now,
            **values,
        )
    )
    _record(session, "webhook.added", receiver_id, added_by, now)
    return receiver_id, SECRET_PREFIX + b64encode(secret).decode()


def change_webhook(
    session: Session,
    receiver_id: UUID,
    details: WebhookDetails,
    *,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Replace name, address and events. Raises EventReceiverNotFound or EventReceiverInvalid."""
    receiver = _lock(session, receiver_id, "webhook")
    for name, value in _validate(session, details).items():
        setattr(receiver, name, value)
    receiver.due_at = None
    _record(session, "webhook.changed", receiver_id, changed_by, now)


def switch_receiver(
    session: Session,
    receiver_id: UUID,
    *,
    kind: str,
    active: bool,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Pause a receiver, or send what has waited. Raises EventReceiverNotFound."""
    receiver = _lock(session, receiver_id, kind)
    receiver.paused_at = None if active else now
    if active:
        receiver.settle()
        resume_deliveries(session, receiver_id, now=now)
    action = "resumed" if active else "paused"
    _record(session, f"{kind}.{action}", receiver_id, changed_by, now)


def remove_receiver(
    session: Session, receiver_id: UUID, *, kind: str, removed_by: UUID | None, now: datetime
) -> None:
    """Delete a receiver with its deliveries, and destroy its secret.

    Raises EventReceiverNotFound.
    """
    receiver = _lock(session, receiver_id, kind)
    key_id = receiver.key_id
    session.execute(delete(EventDelivery).where(EventDelivery.receiver_id == receiver_id))
    session.delete(receiver)
    session.flush()
    destroy_key(session, key_id, now=now)
    _record(session, f"{kind}.removed", receiver_id, removed_by, now)


def receivers(session: Session, kind: str) -> list[Receiver]:
    """All receivers of a kind, oldest first."""
    return _receivers(session, kind)


def receiver(session: Session, receiver_id: UUID, kind: str) -> Receiver:
    """One receiver. Raises EventReceiverNotFound."""
    match = [entry for entry in _receivers(session, kind) if entry.id == receiver_id]
    if not match:
        raise EventReceiverNotFound(receiver_id=receiver_id)
    return match[0]


def last_deliveries(session: Session, receiver_id: UUID) -> Sequence[Delivery]:
    """The last SHOWN deliveries of a receiver, newest first."""
    rows = session.scalars(
        select(EventDelivery)
        .where(EventDelivery.receiver_id == receiver_id)
        .order_by(EventDelivery.created_at.desc(), EventDelivery.id.desc())
        .limit(SHOWN)
    )
    return [
        Delivery(
            row.id,
            row.event,
            row.created_at,
            row.delivered_at,
            row.due_at,
            row.failures,
            row.problem,
        )
        for row in rows
    ]


def _receivers(session: Session, kind: str) -> list[Receiver]:
    is_waiting = EventDelivery.due_at.is_not(None)
    waiting = (
        select(func.count(EventDelivery.id))
        .where(EventDelivery.receiver_id == EventReceiver.id, is_waiting)
        .correlate(EventReceiver)
        .scalar_subquery()
    )
    rows = session.execute(
        select(EventReceiver, waiting)
        .where(EventReceiver.kind == kind)
        .order_by(EventReceiver.created_at, EventReceiver.id)
    ).all()
    return [
        Receiver(
            row.id,
            row.kind,
            row.name,
            row.url,
            tuple(row.events.split()),
            row.due_at,
            row.problem,
            row.delivered_at,
            row.paused_at,
            count,
        )
        for row, count in rows
    ]


def _validate(session: Session, details: WebhookDetails) -> dict[str, str]:
    """The values of the columns. Raises EventReceiverInvalid."""
    name, url = details.name.strip(), details.url.strip()
    if not name or not name.isprintable() or len(name) > MAX_NAME_LENGTH:
        raise EventReceiverInvalid(field="name")
    events = [event for event in WEBHOOK_EVENTS if event in details.events]
    if not events or len(events) != len(set(details.events)):
        raise EventReceiverInvalid(field="events")
    return {"name": name, "url": valid_url(session, url), "events": " ".join(events)}


def valid_url(session: Session, url: str) -> str:
    """The address of a receiver. Raises EventReceiverInvalid."""
    is_line = url.isascii() and url.isprintable() and " " not in url
    try:
        if not is_line or len(url) > MAX_URL_LENGTH:
            raise ValueError
        return check_url(url, is_trial=get_ports(session).is_loopback)
    except ValueError:
        raise EventReceiverInvalid(field="url") from None


def _lock(session: Session, receiver_id: UUID, kind: str) -> EventReceiver:
    row = select(EventReceiver).where(EventReceiver.id == receiver_id, EventReceiver.kind == kind)
    receiver = session.scalar(row.with_for_update())
    if receiver is None:
        raise EventReceiverNotFound(receiver_id=receiver_id)
    return receiver


def _record(
    session: Session, action: str, receiver_id: UUID, actor_id: UUID | None, now: datetime
) -> None:
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="event_receiver",
        subject_id=receiver_id,
        now=now,
    )
