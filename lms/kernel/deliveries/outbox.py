"""Deliveries that are due, and what became of them. Callers commit.

A transaction locks a receiver before its deliveries, so that two never wait for each other.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.kernel.deliveries.errors import EventDeliveryNotFound
from lms.kernel.deliveries.events import request_delivery
from lms.kernel.deliveries.models import EventDelivery, EventReceiver
from lms.kernel.sealing.sealing import unseal

RETENTION: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery to send now, with the address and the secret of its receiver."""

    id: UUID
    receiver_id: UUID
    kind: str
    url: str
    secret: bytes = field(repr=False)
    content: dict[str, Any]
    due_at: datetime


def claim_delivery(session: Session, delivery_id: UUID, *, now: datetime) -> DueDelivery | None:
    """The delivery if it is due and its receiver is neither paused nor down, else None.

    One whose receiver is down is made due when the receiver is tried again.
    """
    row = session.execute(
        select(EventDelivery, EventReceiver)
        .join(EventReceiver, EventReceiver.id == EventDelivery.receiver_id)
        .where(EventDelivery.id == delivery_id, EventReceiver.paused_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    delivery, receiver = row
    due_at = delivery.due_at
    if due_at is None or due_at > now:
        return None
    if receiver.due_at is not None and receiver.due_at > now:
        delivery.due_at = receiver.due_at
        request_delivery(session, delivery_id, due_at=receiver.due_at, now=now)
        return None
    return DueDelivery(
        delivery_id,
        receiver.id,
        receiver.kind,
        receiver.url,
        unseal(session, receiver.key_id, receiver.sealed, context=str(receiver.id)),
        delivery.content,
        due_at,
    )


def mark_delivered(session: Session, delivery: DueDelivery, *, now: datetime) -> None:
    """Store a success. The receiver counts as up again."""
    if receiver := _lock_receiver(session, delivery.receiver_id):
        receiver.settle()
        receiver.delivered_at = now
    if row := _lock_same(session, delivery):
        row.settle()
        row.delivered_at = now


def mark_failed(
    session: Session, delivery: DueDelivery, *, problem: str, is_down: bool, now: datetime
) -> None:
    """Make the delivery due later, or give it up. `is_down`: the receiver takes nothing now.

    Pauses a receiver that has taken nothing for `retries.RETRIES_END`.
    """
    receiver = _lock_receiver(session, delivery.receiver_id)
    row = _lock_same(session, delivery)
    if receiver is None or row is None:  # removed, erased, or sent again meanwhile
        return
    failing_since = row.failing_since or now
    next_try = row.postpone(problem, now=now)
    has_ended = next_try is None and (receiver.delivered_at or failing_since) <= failing_since
    if is_down:
        receiver_due = receiver.postpone(problem, now=now)
        has_ended = has_ended or receiver_due is None
    if has_ended:
        receiver.paused_at, receiver.problem = now, problem
    if next_try is not None:
        request_delivery(session, delivery.id, due_at=next_try, now=now)


def pause_receiver(session: Session, receiver_id: UUID, *, problem: str, now: datetime) -> None:
    """Pause a receiver that wants nothing more. Its deliveries wait."""
    if receiver := _lock_receiver(session, receiver_id):
        receiver.settle(problem=problem)
        receiver.paused_at = now


def send_again(session: Session, receiver_id: UUID, delivery_id: UUID, *, now: datetime) -> None:
    """Make a delivery due now, also one that was delivered or given up.

    Raises EventDeliveryNotFound.
    """
    receiver = _lock_receiver(session, receiver_id)
    row = session.scalar(
        select(EventDelivery)
        .where(EventDelivery.id == delivery_id, EventDelivery.receiver_id == receiver_id)
        .with_for_update()
    )
    if row is None or receiver is None:
        raise EventDeliveryNotFound(delivery_id=delivery_id)
    row.settle()
    row.due_at, receiver.due_at = now, None
    request_delivery(session, delivery_id, due_at=now, now=now)


def resume_deliveries(session: Session, receiver_id: UUID, *, now: datetime) -> None:
    """Make all that waits for a receiver due now."""
    waiting = select(EventDelivery).where(
        EventDelivery.receiver_id == receiver_id, EventDelivery.due_at.is_not(None)
    )
    for row in session.scalars(waiting.with_for_update()):
        row.due_at = now
        request_delivery(session, row.id, due_at=now, now=now)


def delete_deliveries_of(session: Session, person_ids: Collection[UUID]) -> None:
    """Delete the events about erased people."""
    session.execute(delete(EventDelivery).where(EventDelivery.person_id.in_(person_ids)))


def delete_old_deliveries(session: Session, *, now: datetime) -> None:
    """Delete events that are older than RETENTION, delivered or not."""
    session.execute(delete(EventDelivery).where(EventDelivery.created_at < now - RETENTION))


def _lock_receiver(session: Session, receiver_id: UUID) -> EventReceiver | None:
    row = select(EventReceiver).where(EventReceiver.id == receiver_id)
    return session.scalar(row.with_for_update())


def _lock_same(session: Session, delivery: DueDelivery) -> EventDelivery | None:
    """The row, unless it was made due again meanwhile."""
    row = select(EventDelivery).where(
        EventDelivery.id == delivery.id, EventDelivery.due_at == delivery.due_at
    )
    return session.scalar(row.with_for_update())
