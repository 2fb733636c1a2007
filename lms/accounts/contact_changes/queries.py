"""Read changes of contact."""

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
    """A change from the contact `former` to `contact`."""

    id: UUID
    person_id: UUID
    contact: Contact
    former: Contact
    asked_at: datetime
    expires_at: datetime
    is_confirmed: bool


def find_pending_change(session: Session, person_id: UUID, *, now: datetime) -> OpenChange | None:
    """The change of a person that can still be confirmed, or None."""
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
    """The change that this token confirms.

    Raises ContactLinkNotFound, ContactLinkClosed or ContactLinkExpired.
    """
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
    """The change that this token disputes; withdrawn and replaced changes count as well.

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
    """Until when a confirmed change of one of these people can be disputed; None if it cannot."""
    return session.scalar(
        select(func.max(ContactChange.objection_until)).where(
            ContactChange.person_id.in_(person_ids),
            ContactChange.confirmed_at.is_not(None),
            ContactChange.objected_at.is_(None),
            ContactChange.objection_until > now,
        )
    )


def count_requests_since(session: Session, person_id: UUID, moment: datetime) -> int:
    """Number of changes that a person has requested since this moment."""
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
