"""Register the learning record store. Callers commit."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.deliveries.errors import (
    EventReceiverInvalid,
    EventReceiverNotFound,
    RecordStoreExists,
)
from lms.kernel.deliveries.models import RECORD_STORE, EventReceiver
from lms.kernel.deliveries.receivers import lock_receiver, record_change, validate_url
from lms.kernel.sealing.sealing import create_key, seal, unseal

MAX_LOGIN_LENGTH: Final = 200  # of key and secret


@dataclass(frozen=True, slots=True)
class RecordStoreDetails:
    """Address of a record store, and the key and secret with which Payung signs in there."""

    url: str
    key: str
    secret: str = field(repr=False)


def add_record_store(
    session: Session, details: RecordStoreDetails, *, added_by: UUID | None, now: datetime
) -> UUID:
    """Store the learning record store and return its id.

    Raises EventReceiverInvalid, or RecordStoreExists: there is at most one.
    """
    url = _validate(session, details)
    if not details.secret:
        raise EventReceiverInvalid(field="secret")
    receiver_id, key_id = new_id(), create_key(session, now=now)
    receiver = EventReceiver(
        id=receiver_id,
        kind=RECORD_STORE,
        name="Record store",
        url=url,
        events="",
        key_id=key_id,
        sealed=_seal_login(session, key_id, receiver_id, details),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(receiver)
            session.flush()
    except IntegrityError:
        raise RecordStoreExists() from None
    record_change(session, "record-store.added", receiver_id, added_by, now)
    return receiver_id


def change_record_store(
    session: Session,
    receiver_id: UUID,
    details: RecordStoreDetails,
    *,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Replace address, key and secret; an empty secret with the same key keeps the stored one.

    Raises EventReceiverNotFound or EventReceiverInvalid.
    """
    receiver = lock_receiver(session, receiver_id, RECORD_STORE)
    url = _validate(session, details)
    if not details.secret:
        key, secret = _login(session, receiver)
        # Otherwise the secret could be sent to another address than the one it belongs to.
        if (key, receiver.url) != (details.key, url):
            raise EventReceiverInvalid(field="secret")
        details = replace(details, secret=secret)
    receiver.url, receiver.due_at = url, None
    receiver.sealed = _seal_login(session, receiver.key_id, receiver_id, details)
    record_change(session, "record-store.changed", receiver_id, changed_by, now)


def record_store_key(session: Session, receiver_id: UUID) -> str:
    """The key, which is no secret, with which Payung signs in at a record store.

    Raises EventReceiverNotFound.
    """
    receiver = session.get(EventReceiver, receiver_id)
    if receiver is None or receiver.kind != RECORD_STORE:
        raise EventReceiverNotFound(receiver_id=receiver_id)
    return _login(session, receiver)[0]


def _validate(session: Session, details: RecordStoreDetails) -> str:
    """The address. Raises EventReceiverInvalid."""
    if not details.key or ":" in details.key:  # Basic authentication separates them by a colon
        raise EventReceiverInvalid(field="key")
    for name, value in (("key", details.key), ("secret", details.secret)):
        if not value.isascii() or not (value.isprintable() and len(value) <= MAX_LOGIN_LENGTH):
            raise EventReceiverInvalid(field=name)
    url = validate_url(session, details.url.strip())
    if "?" in url or "#" in url:
        raise EventReceiverInvalid(field="url")
    return url


def _seal_login(
    session: Session, key_id: UUID, receiver_id: UUID, details: RecordStoreDetails
) -> bytes:
    login = json.dumps([details.key, details.secret]).encode()
    return seal(session, key_id, login, context=str(receiver_id))


def _login(session: Session, receiver: EventReceiver) -> tuple[str, str]:
    text = unseal(session, receiver.key_id, receiver.sealed, context=str(receiver.id))
    key, secret = json.loads(text)
    return key, secret
