"""Publish events: rows for each receiver, in the caller's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.deliveries.models import WEBHOOK, EventDelivery, EventReceiver


def publish_event(
    session: Session, event: str, data: dict[str, Any], *, person_id: UUID, now: datetime
) -> None:
    """Queue an event for each webhook that has chosen it, also for paused ones.

    `data` holds ids, codes, numbers and times, never names or addresses.
    """
    content = {"type": event, "timestamp": timestamp(now), "data": data}
    receivers = select(EventReceiver.id, EventReceiver.events).where(EventReceiver.kind == WEBHOOK)
    for receiver_id, events in session.execute(receivers).all():
        if event in events.split():
            add_delivery(
                session,
                receiver_id,
                event,
                content,
                person_id=person_id,
                delivery_id=new_id(),
                now=now,
            )


def add_delivery(
    session: Session,
    receiver_id: UUID,
    event: str,
    content: dict[str, Any],
    *,
    person_id: UUID,
    delivery_id: UUID,
    now: datetime,
) -> None:
    """Queue an event for one receiver; one with this id is queued once."""
    if session.get(EventDelivery, delivery_id) is not None:
        return
    session.add(
        EventDelivery(
            id=delivery_id,
            receiver_id=receiver_id,
            person_id=person_id,
            event=event,
            content=content,
            created_at=now,
            due_at=now,
        )
    )


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
