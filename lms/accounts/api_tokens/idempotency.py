"""A write that comes again with the same key is answered as before and not done again.

The answer is stored in the transaction of the write, so there is never one without the other.
Requests of one token with a key follow one another: the second waits for the first.
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
from lms.kernel.jobs import add_job

RETENTION = timedelta(hours=24)
DELETE_JOB = "forget-api-answers"


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """Status and JSON as they were first sent; `is_repeated` when they were sent before."""

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
    """Do `act`, or answer as it was answered within the last 24 hours.

    What `act` refuses by an error is not kept, since nothing was done. Raises
    IdempotencyKeyReused where the key came with another request, TokenNotFound where the token was
    revoked in the meantime.
    """
    _lock_token(session, token_id)
    key_hash = hashlib.sha256(key.encode()).hexdigest()
    kept = _get_stored_response(session, token_id, key_hash, now=now)
    if kept is not None and kept.request_hash != request_hash:
        raise IdempotencyKeyReused()
    if kept is not None:
        return StoredResponse(kept.status, kept.body, is_repeated=True)
    answer = act()
    session.add(
        ApiIdempotency(
            token_id=token_id,
            key_hash=key_hash,
            request_hash=request_hash,
            status=answer.status,
            body=answer.body,
            created_at=now,
        )
    )
    _schedule_deletion(session, token_id, now=now)
    return answer


def delete_expired_responses(session: Session, *, now: datetime) -> None:
    """Delete what is older than a key counts."""
    session.execute(delete(ApiIdempotency).where(ApiIdempotency.created_at <= now - RETENTION))


def _get_stored_response(
    session: Session, token_id: UUID, key_hash: str, *, now: datetime
) -> ApiIdempotency | None:
    """What was answered under this key, if it still counts; what does not gives its key back."""
    kept = session.scalar(
        select(ApiIdempotency).where(
            ApiIdempotency.token_id == token_id, ApiIdempotency.key_hash == key_hash
        )
    )
    if kept is not None and kept.created_at <= now - RETENTION:
        session.delete(kept)
        session.flush()  # its key is free before the next row takes it
        return None
    return kept


def _schedule_deletion(session: Session, token_id: UUID, *, now: datetime) -> None:
    """One job a day and token."""
    add_job(
        session,
        kind=DELETE_JOB,
        key=f"{DELETE_JOB}:{token_id}:{now:%Y-%m-%d}",
        arguments={},
        now=now,
        due_at=now + RETENTION + timedelta(days=1),
    )


def _lock_token(session: Session, token_id: UUID) -> None:
    """PostgreSQL makes the second request wait here; SQLite has one writer."""
    standing = select(ApiToken.id).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    if session.scalar(standing.with_for_update()) is None:
        raise TokenNotFound()
