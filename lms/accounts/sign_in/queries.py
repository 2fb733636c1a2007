"""Read single-use links."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import Person
from lms.accounts.sign_in.errors import LinkExpired, LinkNotFound, LinkUsed
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.tokens import hash_token


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A valid link. A link for a new administrator has no person yet."""

    id: UUID
    purpose: str
    person_id: UUID | None
    expires_at: datetime


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
        .where(SignInLink.token_hash == hash_token(token))
    ).one_or_none()
    if row is None or row.active is False:
        raise LinkNotFound()
    if row.used_at is not None:
        raise LinkUsed()
    if row.expires_at <= now:
        raise LinkExpired()
    return OpenLink(row.id, row.purpose, row.person_id, row.expires_at)
