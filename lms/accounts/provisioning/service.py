"""Writes many people down at once, and takes them back while they have not come. Callers commit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts.contacts import Contact
from lms.accounts.models import Consent, Person
from lms.accounts.service import new_session_key
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
    """Somebody as others wrote them down; the name has passed `clean_name`."""

    name: str
    contact: Contact
    audience: str | None
    province_code: str | None


def create_people(
    session: Session, newcomers: Sequence[NewPerson], *, language: str, now: datetime
) -> list[tuple[UUID, SecretKey]]:
    """People without a password, in the order given, each with an open key of their own.

    The database refuses a contact that somebody has taken meanwhile, and the whole batch with it.
    """
    made = [(new_id(), key) for key in create_keys(session, len(newcomers), now=now)]
    rows = [
        {
            "id": person_id,
            "name": newcomer.name,
            "email": newcomer.contact.email,
            "phone": newcomer.contact.phone,
            "audience": newcomer.audience,
            "province_code": newcomer.province_code,
            "language": language,
            "active": True,
            "fs_uniquifier": new_session_key(),
            "data_key_id": key.id,
            "created_at": now,
        }
        for newcomer, (person_id, key) in zip(newcomers, made, strict=True)
    ]
    if rows:
        session.execute(insert(Person), rows)
    return made


@dataclass(frozen=True, slots=True)
class PersonCorrection:
    person_id: UUID
    name: str
    audience: str | None
    province_code: str | None


def correct_unclaimed_people(session: Session, corrections: Collection[PersonCorrection]) -> None:
    """What others wrote down, set right by them; whoever has come keeps their own word."""
    for one in corrections:
        values = {
            "name": one.name,
            "audience": one.audience,
            "province_code": one.province_code,
        }
        not_come = Person.id == one.person_id, Person.password.is_(None)
        session.execute(update(Person).where(*not_come).values(values))


def find_removable_people(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Who of these has not come, and is named nowhere but where an import named them."""
    waiting = select(Person.id).where(
        Person.id.in_(person_ids),
        Person.password.is_(None),
        Person.active,
        ~exists().where(Consent.person_id == Person.id),
    )
    found = set(session.scalars(waiting))
    return found - people_referenced_elsewhere(session, found, besides=REMOVED_WITH_PERSON)


def delete_people(session: Session, person_ids: Collection[UUID]) -> None:
    """As if they had never been written down: rows, keys, and messages to them."""
    keys = list(session.scalars(select(Person.data_key_id).where(Person.id.in_(person_ids))))
    delete_messages_to(session, person_ids)
    session.execute(delete(Person).where(Person.id.in_(person_ids)))
    session.execute(delete(DataKey).where(DataKey.id.in_(keys)))
