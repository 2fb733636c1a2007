"""Create and revoke API tokens. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.api_tokens.errors import (
    ScopeMissing,
    ScopeNotAllowed,
    TokenLifetimeInvalid,
    TokenNotFound,
    TooManyTokens,
)
from lms.accounts.api_tokens.models import ApiIdempotency, ApiToken
from lms.accounts.api_tokens.scopes import known_scopes
from lms.accounts.api_tokens.secret import hash_token, prefix_of
from lms.kernel import audit
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of

MAX_DAYS = 366
MAX_PERSONAL_TOKENS = 20
MAX_SERVICE_TOKENS = 100


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Name, scopes and lifetime in days of a token to create."""

    name: str
    scopes: Collection[str]
    days: int


def create_token(
    session: Session,
    request: TokenRequest,
    *,
    token: str,
    allowed: Collection[str],
    person_id: UUID | None,
    created_by: UUID | None,
    now: datetime,
) -> UUID:
    """Store a token of a person, or of a service if `person_id` is None. Returns its id.

    `allowed` are the scopes that the creator holds. Raises ScopeMissing, ScopeNotAllowed,
    ExpiryUnfit or TokensTooMany.
    """
    _require_valid(request, allowed)
    _require_below_limit(session, person_id, now)
    row = ApiToken(
        id=new_id(),
        person_id=person_id,
        name=request.name,
        prefix=prefix_of(token),
        token_hash=hash_token(token),
        scopes=known_scopes(request.scopes),
        created_by=created_by,
        created_at=now,
        expires_at=now + timedelta(days=request.days),
    )
    session.add(row)
    details = {"scopes": row.scopes, "is_service": person_id is None, "days": request.days}
    _audit(session, "token.created", row.id, created_by, now, details)
    return row.id


def revoke_token(
    session: Session,
    token_id: UUID,
    *,
    person_id: UUID | None,
    revoked_by: UUID | None,
    now: datetime,
) -> None:
    """Revoke a token of this person, or of a service if `person_id` is None.

    Raises TokenNotFound, also for the token of another person.
    """
    _revoke(session, ApiToken.id == token_id, ApiToken.person_id == person_id, revoked_by, now)


def revoke_by_prefix(session: Session, prefix: str, *, now: datetime) -> None:
    """Revoke the token with this prefix, of a person or a service. Raises TokenNotFound."""
    _revoke(session, ApiToken.prefix == prefix, ApiToken.id.is_not(None), None, now)


def revoke_tokens_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Revoke all tokens of a person."""
    own = ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)
    session.execute(
        update(ApiToken).where(*own).values(revoked_at=later_of(now, ApiToken.created_at))
    )


def erase_tokens_of(session: Session, person_id: UUID) -> None:
    """Delete the tokens and stored responses of a person who is being erased."""
    own = select(ApiToken.id).where(ApiToken.person_id == person_id)
    session.execute(delete(ApiIdempotency).where(ApiIdempotency.token_id.in_(own)))
    session.execute(delete(ApiToken).where(ApiToken.person_id == person_id))


def mark_used(session: Session, token_id: UUID, *, on: date) -> None:
    """Store the day of the last use, which shows unused tokens and costs one write a day."""
    older = or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < on)
    session.execute(update(ApiToken).where(ApiToken.id == token_id, older).values(last_used_on=on))


def _require_valid(request: TokenRequest, allowed: Collection[str]) -> None:
    if not request.scopes:
        raise ScopeMissing()
    if missing := sorted(set(request.scopes) - set(allowed)):
        raise ScopeNotAllowed(scope=missing[0])
    if not 1 <= request.days <= MAX_DAYS:
        raise TokenLifetimeInvalid(max=MAX_DAYS)


def _require_below_limit(session: Session, person_id: UUID | None, now: datetime) -> None:
    active = select(func.count(ApiToken.id)).where(
        ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    limit = MAX_SERVICE_TOKENS if person_id is None else MAX_PERSONAL_TOKENS
    if (session.scalar(active) or 0) >= limit:
        raise TooManyTokens(max=limit)


def _revoke(
    session: Session,
    is_token: ColumnElement[bool],
    is_owner: ColumnElement[bool],
    revoked_by: UUID | None,
    now: datetime,
) -> None:
    token = session.scalar(select(ApiToken).where(is_token, is_owner).with_for_update())
    if token is None:
        raise TokenNotFound()
    if token.revoked_at is None:
        token.revoked_at = max(now, token.created_at)
        _audit(session, "token.revoked", token.id, revoked_by, now, {})


def _audit(
    session: Session,
    action: str,
    token_id: UUID,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, object],
) -> None:
    audit.record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="api-token",
        subject_id=token_id,
        now=now,
        details=details,
    )
