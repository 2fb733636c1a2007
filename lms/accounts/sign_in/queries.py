"""What other packages may read about links, attempts and passkeys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import Person
from lms.accounts.sign_in.errors import LinkExpired, LinkNotFound, LinkUsed
from lms.accounts.sign_in.models import Passkey, SignInLink
from lms.accounts.sign_in.tokens import hash_of


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that can still be used, and for whom. A link for a new administrator is for nobody."""

    id: UUID
    purpose: str
    person_id: UUID | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey in the list on the person's page."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyCredential:
    """What an answer of an authenticator is checked against."""

    id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    facts: dict[str, Any]


def open_link(session: Session, token: str, *, now: datetime) -> OpenLink:
    """Raises LinkNotFound, LinkUsed or LinkExpired."""
    row = session.execute(
        select(
            SignInLink.id,
            SignInLink.purpose,
            SignInLink.person_id,
            SignInLink.expires_at,
            SignInLink.used_at,
            Person.active,
        )
        .outerjoin(Person, Person.id == SignInLink.person_id)
        .where(SignInLink.token_hash == hash_of(token))
    ).one_or_none()
    if row is None or row.active is False:
        raise LinkNotFound()
    if row.used_at is not None:
        raise LinkUsed()
    if row.expires_at <= now:
        raise LinkExpired()
    return OpenLink(row.id, row.purpose, row.person_id, row.expires_at)


def passkeys_of(session: Session, person_id: UUID) -> list[PasskeyRow]:
    rows = session.execute(
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.person_id == person_id)
        .order_by(Passkey.created_at)
    )
    return [PasskeyRow(*row) for row in rows]


def credentials_of_person(session: Session, person_id: UUID) -> list[PasskeyCredential]:
    rows = session.scalars(select(Passkey).where(Passkey.person_id == person_id))
    return [_credential(row) for row in rows]


def passkey_credential(session: Session, credential_id: bytes) -> PasskeyCredential | None:
    row = session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
    return _credential(row) if row else None


def _credential(row: Passkey) -> PasskeyCredential:
    return PasskeyCredential(
        row.id, row.person_id, row.credential_id, row.public_key, row.sign_count, dict(row.facts)
    )
