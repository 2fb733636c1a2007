"""What webhooks and record stores have in common: pause, resume, send again, remove.

Callers commit.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.kernel.audit import record
from lms.kernel.deliveries.errors import (
    EventDeliveryNotFound,
    EventReceiverInvalid,
    EventReceiverNotFound,
)
from lms.kernel.deliveries.models import MAX_URL_LENGTH, EventDelivery, EventReceiver
from lms.kernel.deliveries.outbox import resume_deliveries
from lms.kernel.jobs import announce_work
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import destroy_key
from lms.kernel.urls import check_url


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
    receiver = lock_receiver(session, receiver_id, kind)
    receiver.paused_at = None if active else now
    if active:
        receiver.end_retries()
        resume_deliveries(session, receiver_id)
    action = "resumed" if active else "paused"
    record_change(session, f"{kind}.{action}", receiver_id, changed_by, now)


def send_again(
    session: Session,
    receiver_id: UUID,
    delivery_id: UUID,
    *,
    kind: str,
    requested_by: UUID | None,
    now: datetime,
) -> bool:
    """Make a delivery due now, also one that was delivered or given up.

    False if it waits until the receiver, which is paused, is resumed.

    Raises EventReceiverNotFound or EventDeliveryNotFound.
    """
    receiver = lock_receiver(session, receiver_id, kind)
    row = session.scalar(
        select(EventDelivery)
        .where(EventDelivery.id == delivery_id, EventDelivery.receiver_id == receiver_id)
        .with_for_update()
    )
    if row is None:
        raise EventDeliveryNotFound(delivery_id=delivery_id)
    row.end_retries()
    row.due_at, receiver.due_at = now, None
    announce_work(session)
    action, details = f"{kind}.sent-again", {"delivery_id": str(delivery_id)}
    record_change(session, action, receiver_id, requested_by, now, details)
    return receiver.paused_at is None


def remove_receiver(
    session: Session, receiver_id: UUID, *, kind: str, removed_by: UUID | None, now: datetime
) -> None:
    """Delete a receiver with its deliveries, and destroy its secrets.

    Raises EventReceiverNotFound.
    """
    receiver = lock_receiver(session, receiver_id, kind)
    key_id = receiver.key_id
    session.execute(delete(EventDelivery).where(EventDelivery.receiver_id == receiver_id))
    session.delete(receiver)
    session.flush()
    destroy_key(session, key_id, now=now)
    record_change(session, f"{kind}.removed", receiver_id, removed_by, now)


def lock_receiver(session: Session, receiver_id: UUID, kind: str) -> EventReceiver:
    """The locked row. Raises EventReceiverNotFound."""
    row = select(EventReceiver).where(EventReceiver.id == receiver_id, EventReceiver.kind == kind)
    receiver = session.scalar(row.with_for_update())
    if receiver is None:
        raise EventReceiverNotFound(receiver_id=receiver_id)
    return receiver


def validate_url(session: Session, url: str) -> str:
    """The address of a receiver. Raises EventReceiverInvalid."""
    is_line = url.isascii() and url.isprintable() and " " not in url
    try:
        if not is_line or len(url) > MAX_URL_LENGTH:
            raise ValueError
        return check_url(url, is_trial=get_ports(session).is_loopback)
    except ValueError:
        raise EventReceiverInvalid(field="url") from None


def record_change(
    session: Session,
    action: str,
    receiver_id: UUID,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, str] | None = None,
) -> None:
    """Add an event about a receiver to the audit trail."""
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="event_receiver",
        subject_id=receiver_id,
        now=now,
        details=details,
    )
