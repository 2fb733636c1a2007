"""Register receivers of events. Callers commit."""

import json
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from lms.kernel.sealing.sealing import create_key, destroy_key, seal, unseal
from lms.kernel.urls import check_url

SECRET_PREFIX: Final = "whsec_"  # noqa: S105  of Standard Webhooks
SECRET_SIZE: Final = 32
MAX_LOGIN_LENGTH: Final = 200  # of key and secret of a record store
SHOWN: Final = 50  # deliveries on the page of a receiver


@dataclass(frozen=True, slots=True)
class WebhookDetails:
    """What an administrator enters."""

    name: str
    url: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoreDetails:
    """Address of a record store, and the key and secret with which Payung signs in there."""

    url: str
    key: str
    secret: str = field(repr=False)


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


def add_store(
    session: Session, details: StoreDetails, *, added_by: UUID | None, now: datetime
) -> UUID:
    """Store a learning record store and return its id. Raises EventReceiverInvalid."""
    values = _validate_store(session, details)
    if not details.secret:
        raise EventReceiverInvalid(field="secret")
    receiver_id, key_id = new_id(), create_key(session, now=now)
    session.add(
        EventReceiver(
            id=receiver_id,
            kind="lrs",
            name="LRS",
            events="",
            key_id=key_id,
            sealed=_sealed_login(session, key_id, receiver_id, details),
            created_at=now,
            **values,
        )
    )
    _record(session, "lrs.added", receiver_id, added_by, now)
    return receiver_id


def change_store(
    session: Session,
    receiver_id: UUID,
    details: StoreDetails,
    *,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Replace address, key and secret; an empty secret with the same key keeps the stored one.

    Raises EventReceiverNotFound or EventReceiverInvalid.
    """
    receiver = _lock(session, receiver_id, "lrs")
    values = _validate_store(session, details)
    if not details.secret:
        key, secret = _login(session, receiver)
        # Otherwise the secret could be sent to another address than the one it belongs to.
        if (key, receiver.url) != (details.key, values["url"]):
            raise EventReceiverInvalid(field="secret")
        details = replace(details, secret=secret)
    receiver.url, receiver.due_at = values["url"], None
    receiver.sealed = _sealed_login(session, receiver.key_id, receiver_id, details)
    _record(session, "lrs.changed", receiver_id, changed_by, now)


def store_key(session: Session, receiver_id: UUID) -> str:
    """The key, which is no secret, with which Payung signs in at a record store.

    Raises EventReceiverNotFound.
    """
    receiver = session.get(EventReceiver, receiver_id)
    if receiver is None or receiver.kind != "lrs":
        raise EventReceiverNotFound(receiver_id=receiver_id)
    return _login(session, receiver)[0]


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


def receiver_ids(session: Session, kind: str) -> list[UUID]:
    """The ids of all receivers of a kind, also of paused ones."""
    return list(session.scalars(select(EventReceiver.id).where(EventReceiver.kind == kind)))


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


def _validate_store(session: Session, details: StoreDetails) -> dict[str, str]:
    """The values of the columns. Raises EventReceiverInvalid."""
    if not details.key or ":" in details.key:  # Basic authentication separates them by a colon
        raise EventReceiverInvalid(field="key")
    for name, value in (("key", details.key), ("secret", details.secret)):
        if not value.isascii() or not (value.isprintable() and len(value) <= MAX_LOGIN_LENGTH):
            raise EventReceiverInvalid(field=name)
    url = valid_url(session, details.url.strip())
    if "?" in url or "#" in url:
        raise EventReceiverInvalid(field="url")
    return {"url": url}


def _sealed_login(
    session: Session, key_id: UUID, receiver_id: UUID, details: StoreDetails
) -> bytes:
    login = json.dumps([details.key, details.secret]).encode()
    return seal(session, key_id, login, context=str(receiver_id))


def _login(session: Session, receiver: EventReceiver) -> tuple[str, str]:
    text = unseal(session, receiver.key_id, receiver.sealed, context=str(receiver.id))
    key, secret = json.loads(text)
    return key, secret


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
