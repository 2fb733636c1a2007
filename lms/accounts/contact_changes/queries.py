"""What other packages may read about contacts that wait to be confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.contact_changes.errors import (
    ContactLinkClosed,
    ContactLinkExpired,
    ContactLinkNotFound,
)
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.contacts import Contact
from lms.accounts.models import Person
from lms.kernel.tokens import hash_token


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A contact that somebody wants to sign in with; `former` is the one until then."""

    id: UUID
    person_id: UUID
    contact: Contact
    former: Contact
    asked_at: datetime
    expires_at: datetime
    is_confirmed: bool


def find_pending_change(session: Session, person_id: UUID, *, now: datetime) -> OpenChange | None:
    """The one wish of a person that can still be confirmed."""
    row = session.scalar(
        select(ContactChange).where(
            ContactChange.person_id == person_id,
            ContactChange.confirmed_at.is_(None),
            ContactChange.closed_at.is_(None),
            ContactChange.expires_at > now,
        )
    )
    return _change(row) if row else None


def get_confirmable_change(
    session: Session, token: str, *, person_id: UUID, now: datetime
) -> OpenChange:
    """Raises ContactLinkNotFound, ContactLinkClosed or ContactLinkExpired."""
    row = session.scalar(
        select(ContactChange).where(
            ContactChange.token_hash == hash_token(token), ContactChange.person_id == person_id
        )
    )
    if row is None:
        raise ContactLinkNotFound()
    if row.confirmed_at is not None or row.closed_at is not None:
        raise ContactLinkClosed()
    if row.expires_at <= now:
        raise ContactLinkExpired()
    return _change(row)


def get_disputable_change(session: Session, token: str, *, now: datetime) -> OpenChange:
    """A wish that was withdrawn or replaced may be objected to as well: somebody made it.

    Raises ContactLinkNotFound, ContactLinkClosed or ContactLinkExpired.
    """
    row = session.scalar(
        select(ContactChange)
        .join(Person, Person.id == ContactChange.person_id)
        .where(ContactChange.objection_hash == hash_token(token), Person.active)
    )
    if row is None:
        raise ContactLinkNotFound()
    if row.objected_at is not None:
        raise ContactLinkClosed()
    if row.objection_until <= now:
        raise ContactLinkExpired()
    return _change(row)


def objection_until(
    session: Session, person_ids: Collection[UUID], *, now: datetime
) -> datetime | None:
    """How long the reader of a former contact may take a change of one of these people back."""
    return session.scalar(
        select(func.max(ContactChange.objection_until)).where(
            ContactChange.person_id.in_(person_ids),
            ContactChange.confirmed_at.is_not(None),
            ContactChange.objected_at.is_(None),
            ContactChange.objection_until > now,
        )
    )


def count_requests_since(session: Session, person_id: UUID, moment: datetime) -> int:
    """How often a person asked for another contact after this moment."""
    query = select(func.count()).where(
        ContactChange.person_id == person_id, ContactChange.asked_at > moment
    )
    return session.scalar(query) or 0


def _change(row: ContactChange) -> OpenChange:
    return OpenChange(
        row.id,
        row.person_id,
        Contact(email=row.email, phone=row.phone),
        Contact(email=row.former_email, phone=row.former_phone),
        row.asked_at,
        row.expires_at,
        row.confirmed_at is not None,
    )
