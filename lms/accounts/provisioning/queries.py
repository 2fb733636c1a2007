"""What is known of many people at once, in as many queries as there are thousands."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lms.accounts.contacts import Contact
from lms.accounts.models import Person
from lms.kernel.merged_accounts import current_account

BATCH_SIZE: Final = 1_000  # values in one statement


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """`is_claimed`: they have chosen a password, and what stands here is their own to change."""

    id: UUID
    name: str
    contact: Contact
    audience: str | None
    province_code: str | None
    language: str
    data_key_id: UUID
    is_active: bool
    is_claimed: bool


def find_people_by_contact(session: Session, contacts: Collection[Contact]) -> list[KnownPerson]:
    emails = [contact.email for contact in contacts if contact.email]
    phones = [contact.phone for contact in contacts if contact.phone]
    found = [*_people(session, Person.email, emails), *_people(session, Person.phone, phones)]
    return _follow_merges(session, found)


def _follow_merges(session: Session, found: Sequence[KnownPerson]) -> list[KnownPerson]:
    """Whoever has merged the account with this contact is known by the one that they kept."""
    moved = {
        one.id: now
        for one in found
        if not one.is_active and (now := current_account(session, one.id)) != one.id
    }
    kept = {one.id: one for one in iter_people(session, list(moved.values()))}
    return [
        replace(kept[moved[one.id]], contact=one.contact) if one.id in moved else one
        for one in found
    ]


def iter_people(session: Session, person_ids: Collection[UUID]) -> Iterator[KnownPerson]:
    """One after the other, so that not all of a large organisation are held at once."""
    return _people(session, Person.id, person_ids)


def _people(session: Session, column: Any, values: Collection[Any]) -> Iterator[KnownPerson]:
    for some in _batches(values):
        condition: ColumnElement[bool] = column.in_(some)
        for row in session.execute(_COLUMNS.where(condition, Person.erased_at.is_(None))):
            yield KnownPerson(
                id=row.id,
                name=row.name or "",
                contact=Contact(row.email) if row.email else Contact(phone=row.phone),
                audience=row.audience,
                province_code=row.province_code,
                language=row.language,
                data_key_id=row.data_key_id,
                is_active=row.active,
                is_claimed=row.is_claimed,
            )


def _batches(values: Collection[Any]) -> Iterator[list[Any]]:
    every = list(values)
    return (every[start : start + BATCH_SIZE] for start in range(0, len(every), BATCH_SIZE))


_COLUMNS: Final = select(
    Person.id,
    Person.name,
    Person.email,
    Person.phone,
    Person.audience,
    Person.province_code,
    Person.language,
    Person.data_key_id,
    Person.active,
    Person.password.is_not(None).label("is_claimed"),
)
