"""Register webhooks, and rotate their secrets. Callers commit."""

import re
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.deliveries.errors import EventReceiverInvalid, WebhookSecretChanged
from lms.kernel.deliveries.models import (
    MAX_EVENTS_LENGTH,
    MAX_NAME_LENGTH,
    WEBHOOK,
    EventReceiver,
)
from lms.kernel.deliveries.queries import secret_id
from lms.kernel.deliveries.receivers import lock_receiver, record_change, validate_url
from lms.kernel.sealing.sealing import create_key, seal, unseal
from lms.kernel.texts.texts import printable_or_empty

SECRET_PREFIX: Final = "whsec_"  # noqa: S105  of Standard Webhooks
SECRET_SIZE: Final = 32
ROTATION: Final = timedelta(days=7)  # as long as a message is sent again
REPEATED: Final = timedelta(minutes=1)  # within which a button may be pressed twice
EVENT_CODE: Final = re.compile(r"[a-z][a-z.-]*")


@dataclass(frozen=True, slots=True)
class WebhookDetails:
    """What an administrator enters. `events` are codes that `publish_event` is called with."""

    name: str
    url: str
    events: tuple[str, ...]


def add_webhook(
    session: Session, details: WebhookDetails, *, added_by: UUID | None, now: datetime
) -> tuple[UUID, str]:
    """Store a webhook; return its id and its secret, which is not shown again.

    Raises EventReceiverInvalid.
    """
    values = _validate(session, details)
    webhook_id, key_id = new_id(), create_key(session, now=now)
    sealed, text = _create_secret(session, webhook_id, key_id)
    session.add(
        EventReceiver(
            id=webhook_id, kind=WEBHOOK, key_id=key_id, sealed=sealed, created_at=now, **values
        )
    )
    record_change(session, "webhook.added", webhook_id, added_by, now)
    return webhook_id, text


def change_webhook(
    session: Session,
    webhook_id: UUID,
    details: WebhookDetails,
    *,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Replace name, address and events. Raises EventReceiverNotFound or EventReceiverInvalid."""
    receiver = lock_receiver(session, webhook_id, WEBHOOK)
    for name, value in _validate(session, details).items():
        setattr(receiver, name, value)
    receiver.due_at = None
    record_change(session, "webhook.changed", webhook_id, changed_by, now)


def rotate_secret(
    session: Session, webhook_id: UUID, *, replaces: str, rotated_by: UUID | None, now: datetime
) -> str:
    """Replace the secret with the id `replaces` and return the new one, which is not shown again.

    Messages are signed with both until ROTATION is over, and never with one before these. The same
    request sent twice, within REPEATED, returns the same secret. Raises EventReceiverNotFound, or
    WebhookSecretChanged if the secret is another one.
    """
    receiver = lock_receiver(session, webhook_id, WEBHOOK)
    if secret_id(receiver.sealed) != replaces:
        if not _was_just_replaced(receiver, replaces, now):
            raise WebhookSecretChanged()
        secret = unseal(session, receiver.key_id, receiver.sealed, context=str(webhook_id))
        return _secret_text(secret)
    receiver.sealed_previous, receiver.previous_until = receiver.sealed, now + ROTATION
    receiver.sealed, text = _create_secret(session, webhook_id, receiver.key_id)
    record_change(session, "webhook.secret-rotated", webhook_id, rotated_by, now)
    return text


def delete_previous_secrets(session: Session, *, now: datetime) -> None:
    """Delete the secrets whose rotation is over."""
    session.execute(
        update(EventReceiver)
        .where(EventReceiver.previous_until <= now)
        .values(sealed_previous=None, previous_until=None)
    )


def _was_just_replaced(receiver: EventReceiver, secret: str, now: datetime) -> bool:
    """Whether the last rotation replaced the secret with this id, moments ago."""
    if receiver.sealed_previous is None or receiver.previous_until is None:
        return False
    is_recent = now - (receiver.previous_until - ROTATION) < REPEATED
    return is_recent and secret_id(receiver.sealed_previous) == secret


def _create_secret(session: Session, webhook_id: UUID, key_id: UUID) -> tuple[bytes, str]:
    """A new secret: sealed, and in the form of Standard Webhooks."""
    secret = secrets.token_bytes(SECRET_SIZE)
    sealed = seal(session, key_id, secret, context=str(webhook_id))
    return sealed, _secret_text(secret)


def _secret_text(secret: bytes) -> str:
    return SECRET_PREFIX + b64encode(secret).decode()


def _validate(session: Session, details: WebhookDetails) -> dict[str, str]:
    """The values of the columns. Raises EventReceiverInvalid."""
    name, url = details.name.strip(), details.url.strip()
    if not printable_or_empty(name, max_length=MAX_NAME_LENGTH):
        raise EventReceiverInvalid(field="name")
    events = " ".join(dict.fromkeys(details.events))
    are_codes = all(EVENT_CODE.fullmatch(event) for event in details.events)
    if not events or not are_codes or len(events) > MAX_EVENTS_LENGTH:
        raise EventReceiverInvalid(field="events")
    return {"name": name, "url": validate_url(session, url), "events": events}
