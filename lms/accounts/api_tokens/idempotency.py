"""Idempotency keys: a repeated write gets the stored response and is not done again.

The response is stored in the transaction of the write. Requests of one token with a key are
serialised by a lock on the token. The owner is locked before it, as in every other place that
locks both: a person who sets a password at the same time waits instead of a deadlock.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.api_tokens.errors import IdempotencyKeyReused, TokenNotFound
from lms.accounts.api_tokens.models import ApiIdempotency, ApiToken
from lms.accounts.models import Person
from lms.kernel.jobs import add_job

RETENTION = timedelta(hours=24)
DELETE_JOB = "forget-api-answers"


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """Status and JSON body. `is_repeated`: an earlier request got them first."""

    status: int
    body: str
    is_repeated: bool = False


def respond_once(
    session: Session,
    *,
    token_id: UUID,
    key: str,
    request_hash: str,
    act: Callable[[], StoredResponse],
    now: datetime,
) -> StoredResponse:
    """Call `act`, or return its stored response if the key was used in the last 24 hours.

    An error of `act` is not stored. Raises IdempotencyKeyReused if the key was used with another
    request, and TokenNotFound if the token was revoked meanwhile.
    """
    _lock_owner(session, token_id)
    _lock_token(session, token_id)
    key_hash = hashlib.sha256(key.encode()).hexdigest()
    stored = _get_stored_response(session, token_id, key_hash, now=now)
    if stored is not None and stored.request_hash != request_hash:
        raise IdempotencyKeyReused()
    if stored is not None:
        return StoredResponse(stored.status, stored.body, is_repeated=True)
    response = act()
    session.add(
        ApiIdempotency(
            token_id=token_id,
            key_hash=key_hash,
            request_hash=request_hash,
            status=response.status,
            body=response.body,
            created_at=now,
        )
    )
    _schedule_deletion(session, token_id, now=now)
    return response


def delete_expired_responses(session: Session, *, now: datetime) -> None:
    """Delete the responses of expired keys."""
    session.execute(delete(ApiIdempotency).where(ApiIdempotency.created_at <= now - RETENTION))


def _get_stored_response(
    session: Session, token_id: UUID, key_hash: str, *, now: datetime
) -> ApiIdempotency | None:
    """The stored response of a key. An expired one is deleted."""
    row = session.scalar(
        select(ApiIdempotency).where(
            ApiIdempotency.token_id == token_id, ApiIdempotency.key_hash == key_hash
        )
    )
    if row is not None and row.created_at <= now - RETENTION:
        session.delete(row)
        session.flush()  # frees the unique key for the new row
        return None
    return row


def _schedule_deletion(session: Session, token_id: UUID, *, now: datetime) -> None:
    """Queue at most one job a day for each token."""
    add_job(
        session,
        kind=DELETE_JOB,
        key=f"{DELETE_JOB}:{token_id}:{now:%Y-%m-%d}",
        arguments={},
        now=now,
        due_at=now + RETENTION + timedelta(days=1),
    )


def _lock_owner(session: Session, token_id: UUID) -> None:
    """Lock the person of a token in a mode that rows of others may still refer to."""
    owner = select(ApiToken.person_id).where(ApiToken.id == token_id).scalar_subquery()
    query = select(Person.id).where(Person.id == owner)
    session.execute(query.with_for_update(key_share=True))


def _lock_token(session: Session, token_id: UUID) -> None:
    """Serialise requests of one token on PostgreSQL; SQLite has one writer.

    Raises TokenNotFound.
    """
    query = select(ApiToken.id).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    if session.scalar(query.with_for_update()) is None:
        raise TokenNotFound()
