"""Read people and consents."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from lms.accounts.contacts import Contact
from lms.accounts.errors import PersonNotFound
from lms.accounts.models import Consent, Person
from lms.accounts.permissions import Grant, allows
from lms.accounts.roles import queries as roles
from lms.kernel.database.recurring_ids import RecurringId
from lms.kernel.texts.text_search import contains
from lms.kernel.texts.texts import escape_like

MAX_RESULTS = 50
BATCH_SIZE = 10_000  # both databases accept more values in one statement
MIN_DIGITS = 4  # of a phone number in a search; fewer match nearly every number


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A person as they see themselves. `name` is empty once they are erased."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    audience: str | None
    province_code: str | None
    language: str
    data_key_id: UUID
    created_at: datetime
    erased_at: datetime | None
    is_active: bool
    has_password: bool
    is_from_elsewhere: bool  # created by a launch or a sign-in provider

    @property
    def contact(self) -> Contact:
        return Contact(email=self.email) if self.email else Contact(phone=self.phone)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    person_id: UUID
    password_hash: str | None
    session_key: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the list of people."""

    id: UUID
    name: str
    contact: str
    audience: str | None
    province_code: str | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Name and data key of a person."""

    name: str
    data_key_id: UUID


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent, with the version of the text that the person read."""

    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


def person_profile(session: Session, person_id: UUID) -> PersonProfile:
    """Raises PersonNotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise PersonNotFound(person_id=person_id)
    return PersonProfile(
        id=person.id,
        name=person.name or "",
        email=person.email,
        phone=person.phone,
        audience=person.audience,
        province_code=person.province_code,
        language=person.language,
        data_key_id=person.data_key_id,
        created_at=person.created_at,
        erased_at=person.erased_at,
        is_active=person.active,
        has_password=person.password is not None,
        is_from_elsewhere=person.from_lti,
    )


def active_profile(session: Session, person_id: UUID) -> PersonProfile:
    """The profile of a person who may sign in. Raises PersonNotFound."""
    profile = person_profile(session, person_id)
    if not profile.is_active:
        raise PersonNotFound(person_id=person_id)
    return profile


def credentials_of(session: Session, contact: Contact) -> Credentials | None:
    """The credentials of the account with this contact, or None."""
    row = session.execute(
        select(Person.id, Person.password, Person.fs_uniquifier, Person.active).where(
            matches_contact(contact)
        )
    ).one_or_none()
    return Credentials(*row) if row else None


def matches_contact(contact: Contact) -> ColumnElement[bool]:
    """The SQL condition for the person with this contact."""
    return Person.email == contact.email if contact.email else Person.phone == contact.phone


def session_epoch_of(session: Session, person_id: UUID) -> str:
    """The epoch of a person's sessions, which signing out everywhere replaces.

    Raises PersonNotFound.
    """
    row = select(Person.fs_uniquifier).where(Person.id == person_id, Person.active)
    epoch = session.scalar(row)
    if epoch is None:
        raise PersonNotFound(person_id=person_id)
    return epoch


def password_hash_of(session: Session, person_id: UUID) -> str | None:
    """The password hash of an active person; None without a password or person."""
    return session.scalar(select(Person.password).where(Person.id == person_id, Person.active))


def names_of(session: Session, person_ids: Collection[UUID]) -> dict[UUID, NamedPerson]:
    """Names and data keys of these people, read in batches.

    The name of an erased person is empty.
    """
    wanted = list(dict.fromkeys(person_ids))
    people: dict[UUID, NamedPerson] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        query = select(Person.id, Person.name, Person.data_key_id).where(
            Person.id.in_(wanted[start : start + BATCH_SIZE])
        )
        people |= {
            row.id: NamedPerson(row.name or "", row.data_key_id) for row in session.execute(query)
        }
    return people


def plain_names(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of these people, read in batches. The name of an erased person is empty."""
    wanted = list(person_ids)
    names: dict[UUID, str] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        query = select(Person.id, Person.name).where(
            Person.id.in_(wanted[start : start + BATCH_SIZE])
        )
        names |= {row.id: row.name or "" for row in session.execute(query)}
    return names


def audiences_and_provinces(
    session: Session, person_ids: Collection[UUID]
) -> dict[UUID, tuple[str | None, str | None]]:
    """Audience and province code of these people, read in batches."""
    wanted = list(person_ids)
    people: dict[UUID, tuple[str | None, str | None]] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        query = select(
            type_coerce(Person.id, RecurringId), Person.audience, Person.province_code
        ).where(Person.id.in_(wanted[start : start + BATCH_SIZE]))
        people |= {row.id: (row.audience, row.province_code) for row in session.execute(query)}
    return people


def has_permission(
    session: Session,
    person_id: UUID,
    permission: str,
    scope_type: str = "platform",
    scope_id: UUID | None = None,
    above: Collection[UUID] = (),
) -> bool:
    """Does this person have the permission in this scope? False if suspended or erased."""
    account = session.scalar(
        select(Person.fs_uniquifier).where(Person.id == person_id, Person.active)
    )
    if account is None:
        return False
    held = (
        Grant(row.role, row.scope_type, row.scope_id)
        for row in roles.open_grants(session, person_id)
    )
    return allows(held, permission, scope_type, scope_id, above)


def search_people(session: Session, text: str) -> list[PersonRow]:
    """People whose name or contact contains the text, newest first; all people if it is empty.

    At most MAX_RESULTS rows.
    """
    text = text.strip()
    digits = "".join(character for character in text if character.isdigit()).lstrip("0")
    matches = [
        contains(Person.name, text),
        Person.email.like(f"%{escape_like(text.lower())}%", escape="\\"),
    ]
    if len(digits) >= MIN_DIGITS:
        matches.append(Person.phone.like(f"%{digits}%"))
    rows = session.scalars(
        select(Person)
        .where(Person.erased_at.is_(None), or_(*matches))
        .order_by(Person.created_at.desc())
        .limit(MAX_RESULTS)
    )
    return [
        PersonRow(
            p.id,
            p.name or "",
            p.email or p.phone or "",
            p.audience,
            p.province_code,
            p.active,
            p.created_at,
        )
        for p in rows
    ]


def consents_of(session: Session, person_id: UUID) -> list[GivenConsent]:
    """All consents of a person, also withdrawn ones, newest first."""
    rows = session.scalars(
        select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_at.desc())
    )
    return [GivenConsent(c.purpose, c.version, c.given_at, c.withdrawn_at) for c in rows]


def has_consented(session: Session, person_id: UUID, purpose: str) -> bool:
    """Does the person consent to this purpose now?"""
    query = select(Consent.id).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return session.scalar(query) is not None


def consenting_audience_and_province(
    session: Session, person_id: UUID, purpose: str
) -> tuple[str | None, str | None] | None:
    """Audience and province code of a person; None without current consent to this purpose."""
    values = {"person_id": person_id, "purpose": purpose}
    row = session.connection().execute(_consenting_person(), values).first()
    return (row[0], row[1]) if row else None


@cache
def _consenting_person() -> Select[*tuple[Any, ...]]:
    return (
        select(Person.audience, Person.province_code)
        .join(Consent, Consent.person_id == Person.id)
        .where(
            Person.id == bindparam("person_id"),
            Consent.purpose == bindparam("purpose"),
            Consent.withdrawn_at.is_(None),
        )
    )


def people_with_consent(session: Session, person_ids: Collection[UUID], purpose: str) -> set[UUID]:
    """The people among these who consent to this purpose."""
    wanted = list(person_ids)
    consenting: set[UUID] = set()
    for start in range(0, len(wanted), BATCH_SIZE):
        query = select(type_coerce(Consent.person_id, RecurringId)).where(
            Consent.person_id.in_(wanted[start : start + BATCH_SIZE]),
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        consenting.update(session.scalars(query))
    return consenting
