"""Read many people in batches."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.accounts.contacts import Contact
from lms.accounts.lti.models import LtiAccount
from lms.accounts.models import Consent, Person
from lms.accounts.oidc.models import OidcAccount
from lms.accounts.passkeys.models import Passkey
from lms.accounts.roles.models import RoleGrant
from lms.kernel.merged_accounts import current_account

BATCH_SIZE: Final = 1_000  # values in one statement


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person with an account.

    `is_claimed`: the account is in use, so only they may change their details.
    """

    id: UUID
    name: str
    contact: Contact
    audience: str | None
    province_code: str | None
    language: str
    data_key_id: UUID
    is_active: bool
    is_claimed: bool


def is_claimed() -> ColumnElement[bool]:
    """Condition: the person has a way to sign in, has consented to something, or has a role.

    People who come from a platform or a sign-in provider have no password. A role may have been
    granted to somebody who has not joined: nobody else may direct it to another contact.
    """
    ways_in = (Passkey.person_id, OidcAccount.person_id, LtiAccount.person_id)
    signs = (*ways_in, Consent.person_id)
    role = RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)
    return or_(
        Person.password.is_not(None),
        *(exists().where(column == Person.id) for column in signs),
        exists().where(*role, RoleGrant.role != "learner"),
    )


def find_people_by_contact(session: Session, contacts: Collection[Contact]) -> list[KnownPerson]:
    """People with these contacts, merged accounts replaced by the remaining one."""
    emails = [contact.email for contact in contacts if contact.email]
    phones = [contact.phone for contact in contacts if contact.phone]
    people = [*_people(session, Person.email, emails), *_people(session, Person.phone, phones)]
    return _follow_merges(session, people)


def _follow_merges(session: Session, people: Sequence[KnownPerson]) -> list[KnownPerson]:
    """Replace merged accounts by the account they were merged into, with the old contact."""
    merged = {
        person.id: current
        for person in people
        if not person.is_active and (current := current_account(session, person.id)) != person.id
    }
    remaining = {person.id: person for person in iter_people(session, list(merged.values()))}
    return [
        replace(remaining[merged[person.id]], contact=person.contact)
        if person.id in merged
        else person
        for person in people
    ]


def iter_people(session: Session, person_ids: Collection[UUID]) -> Iterator[KnownPerson]:
    """People with these ids, read in batches, so that few are in memory at once."""
    return _people(session, Person.id, person_ids)


def _people(
    session: Session, column: InstrumentedAttribute[Any], values: Collection[object]
) -> Iterator[KnownPerson]:
    for batch in _batches(values):
        for row in session.execute(_COLUMNS.where(column.in_(batch), Person.erased_at.is_(None))):
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


def _batches(values: Collection[object]) -> Iterator[list[object]]:
    remaining = iter(values)
    while batch := list(islice(remaining, BATCH_SIZE)):
        yield batch


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
    is_claimed().label("is_claimed"),
)
