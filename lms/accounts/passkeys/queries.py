"""Read passkeys."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.passkeys.models import Passkey


class PasskeyFacts(TypedDict, total=False):
    """What the authenticator reported at registration. Stored as JSON."""

    device_type: str
    is_backed_up: bool


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class PasskeyCredential:
    """A credential, against which the response of an authenticator is verified."""

    id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    facts: PasskeyFacts


def passkeys_of(session: Session, person_id: UUID) -> list[PasskeyRow]:
    """Passkeys of a person, oldest first."""
    rows = session.execute(
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.person_id == person_id)
        .order_by(Passkey.created_at)
    )
    return [PasskeyRow(*row) for row in rows]


def credentials_of_person(session: Session, person_id: UUID) -> list[PasskeyCredential]:
    """Credentials of a person, with their public keys."""
    rows = session.scalars(select(Passkey).where(Passkey.person_id == person_id))
    return [_credential(row) for row in rows]


def passkey_credential(session: Session, credential_id: bytes) -> PasskeyCredential | None:
    """The credential with this id, or None."""
    row = session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
    return _credential(row) if row else None


def _credential(row: Passkey) -> PasskeyCredential:
    return PasskeyCredential(
        row.id,
        row.person_id,
        row.credential_id,
        row.public_key,
        row.sign_count,
        cast(PasskeyFacts, row.facts),
    )
