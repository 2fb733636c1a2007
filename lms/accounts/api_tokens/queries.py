"""Read API tokens."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from lms.accounts.api_tokens.models import ApiToken
from lms.accounts.api_tokens.scopes import SERVICE_SCOPES, allowed_scopes
from lms.accounts.api_tokens.secret import hash_token, is_token
from lms.accounts.models import Person
from lms.accounts.permissions import Grant
from lms.accounts.roles.models import RoleGrant


@dataclass(frozen=True, slots=True)
class Caller:
    """The program that sends a request. `scopes` are the ones that are valid now."""

    token_id: UUID
    name: str
    person_id: UUID | None
    scopes: tuple[str, ...]
    expires_at: datetime
    last_used_on: date | None

    @property
    def is_service(self) -> bool:
        return self.person_id is None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in a list."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    person_id: UUID | None
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"


def find_caller(session: Session, token: str, *, now: datetime) -> Caller | None:
    """The holder of a valid token, or None.

    A person's token loses the scopes that their roles no longer give, and is invalid while the
    person is suspended.
    """
    if not is_token(token):
        return None
    rows = session.execute(_caller(), {"token_hash": hash_token(token), "now": now}).all()
    if not rows:
        return None
    row = rows[0]
    grants = [Grant(r.role, r.scope_type, r.scope_id) for r in rows if r.role is not None]
    allowed = SERVICE_SCOPES if row.person_id is None else allowed_scopes(grants)
    scopes = tuple(scope for scope in row.scopes if scope in allowed)
    return Caller(row.id, row.name, row.person_id, scopes, row.expires_at, row.last_used_on)


def list_personal_tokens(session: Session, person_id: UUID) -> tuple[TokenRow, ...]:
    """A person's tokens, newest first."""
    return _rows(session, ApiToken.person_id == person_id)


def list_service_tokens(session: Session) -> tuple[TokenRow, ...]:
    """Tokens of services, newest first."""
    return _rows(session, ApiToken.person_id.is_(None))


def list_all_tokens(session: Session) -> tuple[TokenRow, ...]:
    """Tokens of people and services, newest first."""
    return _rows(session, ApiToken.id.is_not(None))


def _rows(session: Session, condition: ColumnElement[bool]) -> tuple[TokenRow, ...]:
    columns = [getattr(ApiToken, name) for name in TokenRow.__slots__]
    rows = session.execute(select(*columns).where(condition).order_by(ApiToken.id.desc()))
    return tuple(TokenRow(*row) for row in rows)


@cache
def _caller() -> Any:
    """Built once, since every request of the API runs it."""
    return (
        select(
            ApiToken.id,
            ApiToken.name,
            ApiToken.person_id,
            ApiToken.scopes,
            ApiToken.expires_at,
            ApiToken.last_used_on,
            RoleGrant.role,
            RoleGrant.scope_type,
            RoleGrant.scope_id,
        )
        .outerjoin(Person, Person.id == ApiToken.person_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
        .where(
            ApiToken.token_hash == bindparam("token_hash"),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > bindparam("now", type_=ApiToken.expires_at.type),
            or_(ApiToken.person_id.is_(None), and_(Person.active, Person.erased_at.is_(None))),
        )
    )
