"""Receivers of events and their last deliveries, for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.kernel.deliveries.errors import EventReceiverNotFound
from lms.kernel.deliveries.models import EventDelivery, EventReceiver

SHOWN: Final = 50  # deliveries on the page of a receiver


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver without its secrets. `waiting` counts the deliveries that are still to be sent.

    `secret_id` names the current secret; the one before it signs too until `previous_until`.
    """

    id: UUID
    kind: str
    name: str
    url: str
    events: tuple[str, ...]
    next_try_at: datetime | None
    problem: str | None
    delivered_at: datetime | None
    paused_at: datetime | None
    previous_until: datetime | None
    secret_id: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery. `state` is waiting, delivered or given-up."""

    id: UUID
    event: str
    created_at: datetime
    delivered_at: datetime | None
    next_try_at: datetime | None
    problem: str | None

    @property
    def state(self) -> str:
        if self.next_try_at is not None:
            return "waiting"
        return "given-up" if self.problem else "delivered"


def list_receivers(session: Session, kind: str) -> list[Receiver]:
    """All receivers of a kind, oldest first."""
    is_waiting = EventDelivery.due_at.is_not(None)
    waiting = (
        select(func.count())
        .select_from(EventDelivery)
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
            row.previous_until,
            secret_id(row.sealed),
            count,
        )
        for row, count in rows
    ]


def get_receiver(session: Session, receiver_id: UUID, kind: str) -> Receiver:
    """One receiver. Raises EventReceiverNotFound."""
    for receiver in list_receivers(session, kind):
        if receiver.id == receiver_id:
            return receiver
    raise EventReceiverNotFound(receiver_id=receiver_id)


def secret_id(sealed: bytes) -> str:
    """Names a sealed secret without telling anything of it."""
    return sha256(sealed).hexdigest()[:16]


def receiver_ids(session: Session, kind: str) -> list[UUID]:
    """The ids of all receivers of a kind, also of paused ones."""
    return list(session.scalars(select(EventReceiver.id).where(EventReceiver.kind == kind)))


def last_deliveries(session: Session, receiver: Receiver) -> Sequence[Delivery]:
    """The last SHOWN deliveries of a receiver, newest first."""
    rows = session.execute(
        select(
            EventDelivery.id,
            EventDelivery.event,
            EventDelivery.created_at,
            EventDelivery.delivered_at,
            EventDelivery.due_at,
            EventDelivery.problem,
        )
        .where(EventDelivery.receiver_id == receiver.id)
        .order_by(EventDelivery.created_at.desc(), EventDelivery.id.desc())
        .limit(SHOWN)
    ).all()
    return [
        Delivery(
            row.id,
            row.event,
            row.created_at,
            row.delivered_at,
            _next_try(row.due_at, receiver),
            row.problem,
        )
        for row in rows
    ]


def _next_try(due_at: datetime | None, receiver: Receiver) -> datetime | None:
    """A delivery whose receiver is down waits until the receiver is tried again."""
    if due_at is None or receiver.next_try_at is None:
        return due_at
    return max(due_at, receiver.next_try_at)
