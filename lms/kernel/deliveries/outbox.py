"""Deliveries that are due, and what became of them. Callers commit.

A transaction locks a receiver before its deliveries, so that two never wait for each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lms.kernel.deliveries.models import EventDelivery, EventReceiver
from lms.kernel.jobs import announce_work
from lms.kernel.sealing.sealing import unseal

RETENTION: Final = timedelta(days=30)
LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery to send now. `due_at` identifies the lease."""

    id: UUID
    receiver_id: UUID
    kind: str
    url: str
    content: dict[str, Any]
    due_at: datetime


def claim_delivery(session: Session, *, now: datetime) -> DueDelivery | None:
    """Lease the oldest due delivery of the receiver whose last attempt is the longest ago.

    None if nothing is due for a receiver that is neither paused nor down. The lease makes the
    delivery due again later: if the worker is killed, another sends it.
    """
    due = select(EventDelivery).where(
        EventDelivery.receiver_id == EventReceiver.id, EventDelivery.due_at <= now
    )
    receiver = session.scalar(
        select(EventReceiver)
        .where(
            EventReceiver.paused_at.is_(None),
            or_(EventReceiver.due_at.is_(None), EventReceiver.due_at <= now),
            due.exists(),
        )
        .order_by(EventReceiver.tried_at.asc().nulls_first(), EventReceiver.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if receiver is None:
        return None
    row = session.scalar(
        select(EventDelivery)
        .where(EventDelivery.receiver_id == receiver.id, EventDelivery.due_at <= now)
        .order_by(EventDelivery.due_at)
        .limit(1)
        .with_for_update()
    )
    if row is None:  # sent by another worker meanwhile
        return None
    receiver.tried_at = now
    row.due_at = due_at = now + LEASE
    return DueDelivery(row.id, receiver.id, receiver.kind, receiver.url, row.content, due_at)


def finish_delivery(session: Session, delivery: DueDelivery, *, now: datetime) -> None:
    """Store a success. The receiver counts as up again."""
    if receiver := _lock_receiver(session, delivery.receiver_id):
        receiver.end_retries()
        receiver.delivered_at = now
    if row := _lock_claimed(session, delivery):
        row.end_retries()
        row.delivered_at = now


def fail_delivery(
    session: Session, delivery: DueDelivery, *, problem: str, is_down: bool, now: datetime
) -> None:
    """Make the delivery due later, or give it up. `is_down`: the receiver takes nothing now.

    Pauses a receiver that has taken nothing for `retries.RETRIES_END`.
    """
    receiver = _lock_receiver(session, delivery.receiver_id)
    row = _lock_claimed(session, delivery)
    if receiver is None or row is None:  # removed, erased, or sent again meanwhile
        return
    failing_since = row.failing_since or now
    next_try = row.postpone(problem, now=now)
    has_ended = next_try is None and (receiver.delivered_at or failing_since) <= failing_since
    if is_down:
        has_ended = receiver.postpone(problem, now=now) is None or has_ended
    if has_ended:
        receiver.paused_at, receiver.problem = now, problem


def pause_receiver(session: Session, receiver_id: UUID, *, problem: str, now: datetime) -> None:
    """Pause a receiver that wants nothing more. Its deliveries wait."""
    if receiver := _lock_receiver(session, receiver_id):
        receiver.end_retries(problem=problem)
        receiver.paused_at = now


def resume_deliveries(session: Session, receiver_id: UUID) -> None:
    """Make all that waits for a receiver due now, in the order in which it happened."""
    session.execute(
        update(EventDelivery)
        .where(EventDelivery.receiver_id == receiver_id, EventDelivery.due_at.is_not(None))
        .values(due_at=EventDelivery.created_at)
    )
    announce_work(session)


def delete_deliveries_of(session: Session, person_ids: Collection[UUID]) -> None:
    """Delete the events about erased people."""
    session.execute(delete(EventDelivery).where(EventDelivery.person_id.in_(person_ids)))


def delete_old_deliveries(session: Session, *, now: datetime) -> None:
    """Delete events that are older than RETENTION, delivered or not."""
    session.execute(delete(EventDelivery).where(EventDelivery.created_at < now - RETENTION))


def read_secrets(session: Session, receiver_id: UUID, *, now: datetime) -> tuple[bytes, ...]:
    """The secrets of a receiver, the current one first; none if it was removed meanwhile.

    Raises KeyDestroyed, or InvalidTag where the key of the server does not fit.
    """
    receiver = session.get(EventReceiver, receiver_id)
    if receiver is None:
        return ()
    sealed = [receiver.sealed]
    if receiver.sealed_previous and receiver.previous_until and receiver.previous_until > now:
        sealed.append(receiver.sealed_previous)
    context = str(receiver.id)
    return tuple(unseal(session, receiver.key_id, secret, context=context) for secret in sealed)


def _lock_receiver(session: Session, receiver_id: UUID) -> EventReceiver | None:
    row = select(EventReceiver).where(EventReceiver.id == receiver_id)
    return session.scalar(row.with_for_update())


def _lock_claimed(session: Session, delivery: DueDelivery) -> EventDelivery | None:
    """The row, unless it was made due again meanwhile."""
    row = select(EventDelivery).where(
        EventDelivery.id == delivery.id, EventDelivery.due_at == delivery.due_at
    )
    return session.scalar(row.with_for_update())
