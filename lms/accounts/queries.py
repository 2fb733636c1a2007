"""What other packages may read about people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lms.accounts.contacts import Contact
from lms.accounts.errors import PersonNotFound
from lms.accounts.models import Consent, Person, PersonNotice
from lms.accounts.permissions import Grant, allows
from lms.accounts.roles import queries as roles
from lms.kernel.texts.text_search import contains
from lms.kernel.texts.texts import escape_like

MAX_RESULTS = 50
BATCH_SIZE = 10_000  # both databases take more in one query
MIN_DIGITS = 4  # fewer would match nearly every number


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A person as they know themselves; `name` is empty once they are erased."""

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

    @property
    def contact(self) -> Contact:
        return Contact(email=self.email) if self.email else Contact(phone=self.phone)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against, before anybody is signed in."""

    person_id: UUID
    password_hash: str | None
    session_key: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list of people."""

    id: UUID
    name: str
    contact: str
    audience: str | None
    province_code: str | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NamedPerson:
    name: str
    data_key_id: UUID


@dataclass(frozen=True, slots=True)
class GivenConsent:
    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person has to be told."""

    id: UUID
    kind: str
    happened_at: datetime


def person_profile(session: Session, person_id: UUID) -> PersonProfile:
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
    )


def active_profile(session: Session, person_id: UUID) -> PersonProfile:
    """The same for somebody who may sign in. Raises PersonNotFound."""
    profile = person_profile(session, person_id)
    if not profile.is_active:
        raise PersonNotFound(person_id=person_id)
    return profile


def credentials_of(session: Session, contact: Contact) -> Credentials | None:
    """What stands behind a contact; none where no account has it."""
    row = session.execute(
        select(Person.id, Person.password, Person.fs_uniquifier, Person.active).where(
            matches_contact(contact)
        )
    ).one_or_none()
    return Credentials(*row) if row else None


def matches_contact(contact: Contact) -> ColumnElement[bool]:
    """The condition that finds the one person with this contact."""
    return Person.email == contact.email if contact.email else Person.phone == contact.phone


def session_key_of(session: Session, person_id: UUID) -> str:
    """The epoch of a person's sessions; signing out everywhere replaces it."""
    key = session.scalar(select(Person.fs_uniquifier).where(Person.id == person_id, Person.active))
    if key is None:
        raise PersonNotFound(person_id=person_id)
    return key


def password_hash_of(session: Session, person_id: UUID) -> str | None:
    return session.scalar(select(Person.password).where(Person.id == person_id, Person.active))


def names_of(session: Session, person_ids: Collection[UUID]) -> dict[UUID, NamedPerson]:
    """Names and keys of these people, thousands a query; the name of an erased one is empty."""
    wanted = list(dict.fromkeys(person_ids))
    found: dict[UUID, NamedPerson] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        query = select(Person.id, Person.name, Person.data_key_id).where(
            Person.id.in_(wanted[start : start + BATCH_SIZE])
        )
        found |= {
            row.id: NamedPerson(row.name or "", row.data_key_id) for row in session.execute(query)
        }
    return found


def plain_names(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names alone; asked of the connection, since they may be thousands."""
    wanted = list(person_ids)
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        query = select(Person.id, Person.name).where(
            Person.id.in_(wanted[start : start + BATCH_SIZE])
        )
        rows = session.execute(query)
        found.update((row[0], row[1] or "") for row in rows)
    return found


def has_permission(
    session: Session,
    person_id: UUID,
    permission: str,
    scope_type: str = "platform",
    scope_id: UUID | None = None,
    above: Collection[UUID] = (),
) -> bool:
    """May this person do this here, now? A suspended or erased person may nothing."""
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
    """People whose name or contact holds the text, the newest first; all where it is empty."""
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
    """Every consent a person ever gave, the newest first."""
    rows = session.scalars(
        select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_at.desc())
    )
    return [GivenConsent(c.purpose, c.version, c.given_at, c.withdrawn_at) for c in rows]


def has_consented(session: Session, person_id: UUID, purpose: str) -> bool:
    standing = select(Consent.id).where(
        Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return session.scalar(standing) is not None


def people_with_consent(session: Session, person_ids: Collection[UUID], purpose: str) -> set[UUID]:
    """Those of these people whose consent to this purpose stands."""
    wanted = list(person_ids)
    found: set[UUID] = set()
    for start in range(0, len(wanted), BATCH_SIZE):
        standing = select(Consent.person_id).where(
            Consent.person_id.in_(wanted[start : start + BATCH_SIZE]),
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        found.update(session.scalars(standing))
    return found


def unseen_notices(session: Session, person_id: UUID) -> list[Notice]:
    rows = session.scalars(
        select(PersonNotice)
        .where(PersonNotice.person_id == person_id, PersonNotice.seen_at.is_(None))
        .order_by(PersonNotice.happened_at)
    )
    return [Notice(n.id, n.kind, n.happened_at) for n in rows]
