"""Create many people at once, and delete them while their accounts are unclaimed.

Callers commit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts.audit_trail import record_about
from lms.accounts.consents import purposes as consents
from lms.accounts.contacts import Contact
from lms.accounts.models import Consent, Person
from lms.accounts.provisioning.queries import is_claimed
from lms.accounts.service import close_links
from lms.accounts.sessions.epochs import new_session_key
from lms.kernel.clock import new_id
from lms.kernel.database.personal_rows import people_referenced_elsewhere
from lms.kernel.outbox import delete_messages_to
from lms.kernel.sealing.sealing import DataKey, create_keys
from lms.kernel.sealing.secret_keys import SecretKey

REMOVED_WITH_PERSON: Final = (
    "membership",
    "invitation",
    "enrolment",
    "roster_row",
    "reminder",
    "reminder_refusal",
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to create. The name has passed `clean_name`."""

    name: str
    contact: Contact
    audience: str | None
    province_code: str | None


def create_people(
    session: Session, people: Sequence[NewPerson], *, language: str, now: datetime
) -> list[tuple[UUID, SecretKey]]:
    """Create people without a password. Returns their ids and open data keys, in the same order.

    Raises IntegrityError for the whole batch if another account has one of the contacts.
    """
    created = [(new_id(), key) for key in create_keys(session, len(people), now=now)]
    rows = [
        {
            "id": person_id,
            "name": person.name,
            "email": person.contact.email,
            "phone": person.contact.phone,
            "audience": person.audience,
            "province_code": person.province_code,
            "language": language,
            "active": True,
            "fs_uniquifier": new_session_key(),
            "data_key_id": key.id,
            "created_at": now,
        }
        for person, (person_id, key) in zip(people, created, strict=True)
    ]
    if rows:
        session.execute(insert(Person), rows)
    return created


def add_consents(
    session: Session, person_ids: Collection[UUID], *, purposes: Collection[str], now: datetime
) -> None:
    """Store consents of new people to these purposes in the current version.

    Raises ConsentUnknown.
    """
    for purpose in purposes:
        consents.require_known_purpose(purpose)
    rows = [
        {
            "id": new_id(),
            "person_id": person_id,
            "purpose": purpose,
            "version": consents.VERSIONS[purpose],
            "given_at": now,
        }
        for person_id in person_ids
        for purpose in purposes
    ]
    if rows:
        session.execute(insert(Consent), rows)


@dataclass(frozen=True, slots=True)
class PersonCorrection:
    """New details of a person. None clears a value."""

    person_id: UUID
    name: str
    audience: str | None
    province_code: str | None


def correct_unclaimed_people(session: Session, corrections: Collection[PersonCorrection]) -> None:
    """Correct details of people whose accounts are unclaimed. Claimed accounts stay unchanged."""
    for correction in corrections:
        values = {
            "name": correction.name,
            "audience": correction.audience,
            "province_code": correction.province_code,
        }
        is_unclaimed = Person.id == correction.person_id, ~is_claimed()
        session.execute(update(Person).where(*is_unclaimed).values(values))


def change_unclaimed_contacts(
    session: Session, contacts: Mapping[UUID, Contact], *, changed_by: UUID | None, now: datetime
) -> None:
    """Replace the contacts of people whose accounts are unclaimed, and close links to the old ones.

    Raises IntegrityError if another account has one of the contacts.
    """
    for person_id, contact in contacts.items():
        is_unclaimed = Person.id == person_id, ~is_claimed()
        values = {"email": contact.email, "phone": contact.phone}
        changed = update(Person).where(*is_unclaimed).values(values).returning(Person.id)
        if session.execute(changed).first() is not None:
            close_links(session, person_id, now=now)
            record_about(session, "person.contact-changed", person_id, actor_id=changed_by, now=now)


def find_removable_people(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Unclaimed people among these to whom only rows of an import refer."""
    unclaimed = select(Person.id).where(
        Person.id.in_(person_ids),
        Person.password.is_(None),
        Person.active,
        ~exists().where(Consent.person_id == Person.id),
    )
    people = set(session.scalars(unclaimed))
    return people - people_referenced_elsewhere(session, people, besides=REMOVED_WITH_PERSON)


def delete_people(session: Session, person_ids: Collection[UUID]) -> None:
    """Delete people with their keys and the messages to them."""
    keys = list(session.scalars(select(Person.data_key_id).where(Person.id.in_(person_ids))))
    delete_messages_to(session, person_ids)
    session.execute(delete(Person).where(Person.id.in_(person_ids)))
    session.execute(delete(DataKey).where(DataKey.id.in_(keys)))
