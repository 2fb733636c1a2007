"""Create, change, suspend and erase people. Callers commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.api_tokens import service as api_tokens
from lms.accounts.audiences import AUDIENCES, LANGUAGES
from lms.accounts.audit_trail import record_about
from lms.accounts.consents.service import withdraw_all_consents
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.contacts import Contact
from lms.accounts.errors import (
    AccountMerged,
    AudienceUnknown,
    ContactTaken,
    NameNotPrintable,
    PersonNotFound,
)
from lms.accounts.lti.models import LtiAccount, LtiScore
from lms.accounts.lti.rosters import forget_person
from lms.accounts.models import Person, PersonNotice
from lms.accounts.names import clean_name
from lms.accounts.oidc.models import OidcAccount, OidcState
from lms.accounts.passkeys.models import Passkey
from lms.accounts.provinces import province
from lms.accounts.roles import service as roles
from lms.accounts.sessions.epochs import new_session_key
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sign_in.link_revocation import revoke_links_made_by
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.kernel.ledger import note
from lms.kernel.merged_accounts import current_account
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import create_key, destroy_key


def create_person(
    session: Session,
    *,
    name: str,
    contact: Contact | None,
    now: datetime,
    password_hash: str | None = None,
    audience: str | None = None,
    province_code: str | None = None,
    language: str = "id",
) -> UUID:
    """Create a person with a data key and return the id.

    Without a contact they sign in through a learning platform or a sign-in provider only.
    Raises ContactTaken, AudienceUnknown, ProvinceUnknown and what `clean_name` raises.
    """
    person = Person(
        id=new_id(),
        name=_printable_name(session, name),
        email=contact.email if contact else None,
        phone=contact.phone if contact else None,
        from_lti=contact is None,
        password=password_hash,
        audience=_validate_audience(audience),
        province_code=province(province_code).code if province_code else None,
        language=language if language in LANGUAGES else LANGUAGES[0],
        active=True,
        fs_uniquifier=new_session_key(),
        data_key_id=create_key(session, now=now),
        created_at=now,
    )
    with _unique_contact(session):
        session.add(person)
    return person.id


def correct_person(
    session: Session,
    person_id: UUID,
    *,
    name: str,
    audience: str | None,
    province_code: str | None,
    language: str,
    now: datetime,
) -> None:
    """Correct a person's own details. The audit trail names the fields, not the values.

    Raises PersonNotFound, AudienceUnknown, ProvinceUnknown and what `clean_name` raises.
    """
    person = _lock_unerased_person(session, person_id)
    corrected = {
        "name": _printable_name(session, name),
        "audience": _validate_audience(audience),
        "province_code": province(province_code).code if province_code else None,
        "language": language if language in LANGUAGES else person.language,
    }
    changed = [field for field, value in corrected.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, corrected[field])
    if changed:
        record_about(
            session,
            "person.corrected",
            person_id,
            actor_id=person_id,
            now=now,
            details={"fields": changed},
        )


def change_contact(
    session: Session, person_id: UUID, *, contact: Contact, changed_by: UUID, now: datetime
) -> None:
    """Replace the contact and close the links that were sent to the old one.

    The caller has verified the new contact. Raises PersonNotFound or ContactTaken.
    """
    person = _lock_unerased_person(session, person_id)
    with _unique_contact(session):
        person.email, person.phone = contact.email, contact.phone
    close_links(session, person_id, now=now)
    record_about(session, "person.contact-changed", person_id, actor_id=changed_by, now=now)


def lock_person(session: Session, person_id: UUID) -> None:
    """Lock the person's row for this transaction. Raises PersonNotFound."""
    _lock_unerased_person(session, person_id)


def set_password(session: Session, person_id: UUID, *, password_hash: str, now: datetime) -> None:
    """Set a password. Ends all sessions, API tokens and links of the person.

    Raises PersonNotFound.
    """
    person = _lock_unerased_person(session, person_id)
    api_tokens.revoke_tokens_of(session, person_id, now=now)
    person.password, person.fs_uniquifier = password_hash, new_session_key()
    close_links(session, person_id, now=now)
    record_about(session, "person.password-set", person_id, actor_id=person_id, now=now)


def refresh_password_hash(session: Session, person_id: UUID, *, password_hash: str) -> None:
    """Store the same password, hashed with stronger parameters. Sessions stay."""
    session.execute(update(Person).where(Person.id == person_id).values(password=password_hash))


def end_sessions(session: Session, person_id: UUID, *, ended_by: UUID, now: datetime) -> None:
    """Sign a person out on all devices and revoke their API tokens. Raises PersonNotFound."""
    _lock_unerased_person(session, person_id).fs_uniquifier = new_session_key()
    api_tokens.revoke_tokens_of(session, person_id, now=now)
    record_about(session, "person.sessions-ended", person_id, actor_id=ended_by, now=now)


def suspend_person(session: Session, person_id: UUID, *, suspended_by: UUID, now: datetime) -> None:
    """Suspend a person: sessions, tokens and links end until they are reinstated.

    Raises PersonNotFound or LastAdministrator.
    """
    roles.require_other_administrator(session, person_id)
    person = _lock_unerased_person(session, person_id)
    person.active, person.fs_uniquifier = False, new_session_key()
    api_tokens.revoke_tokens_of(session, person_id, now=now)
    close_links(session, person_id, now=now)
    revoke_links_made_by(session, person_id, now=now)
    record_about(session, "person.suspended", person_id, actor_id=suspended_by, now=now)


def reinstate_person(
    session: Session, person_id: UUID, *, reinstated_by: UUID, now: datetime
) -> None:
    """End a suspension.

    Raises PersonNotFound, or AccountMerged for an account closed by a merge.
    """
    person = _lock_unerased_person(session, person_id)
    if current_account(session, person_id) != person_id:
        raise AccountMerged()
    person.active = True
    record_about(session, "person.reinstated", person_id, actor_id=reinstated_by, now=now)


def record_staff_access(
    session: Session, *, reader_id: UUID, person_id: UUID, now: datetime
) -> None:
    """Record in the audit trail that staff have read a person's data."""
    record_about(session, "person.read", person_id, actor_id=reader_id, now=now)


def erase_person(
    session: Session,
    person_id: UUID,
    *,
    now: datetime,
    is_own_request: bool = True,
    may_be_last_administrator: bool = False,
) -> None:
    """Erase a person's account. Called last in an erasure, since it destroys the person's key.

    Data that the person keeps has to be wrapped with the server's key before. A second call changes
    nothing. Raises PersonNotFound or LastAdministrator.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise PersonNotFound(person_id=person_id)
    if person.erased_at is not None:
        return
    if not may_be_last_administrator:
        roles.require_other_administrator(session, person_id)
    forget_person(session, person_id)
    ways_in = (SignInSession, SignInLink, Passkey, LtiAccount, OidcAccount, OidcState)
    for table in (*ways_in, ContactChange, PersonNotice, LtiScore):
        session.execute(delete(table).where(table.person_id == person_id))
    api_tokens.erase_tokens_of(session, person_id)
    withdraw_all_consents(session, person_id, now=now)
    roles.end_all_roles(session, person_id, now=now)
    person.name = person.email = person.phone = person.password = None
    person.audience = person.province_code = None
    person.active, person.fs_uniquifier, person.erased_at = False, new_session_key(), now
    destroy_key(session, person.data_key_id, now=now)
    note(session, "erased", person_id=str(person_id), is_own_request=is_own_request)
    actor_id = person_id if is_own_request else None
    record_about(session, "person.erased", person_id, actor_id=actor_id, now=now)


def remove_passkeys(session: Session, person_id: UUID) -> None:
    """Remove all passkeys, so that nobody who had access before a reset keeps it."""
    session.execute(delete(Passkey).where(Passkey.person_id == person_id))


def remove_linked_accounts(session: Session, person_id: UUID) -> None:
    """Remove accounts at sign-in providers, as `remove_passkeys` does.

    The account with which the person first came stays, since nobody else can have added it.
    """
    first = select(Person.created_at).where(Person.id == person_id).scalar_subquery()
    added = OidcAccount.person_id == person_id, OidcAccount.created_at > first
    session.execute(delete(OidcAccount).where(*added))


def close_links(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Close all unused links and contact changes of a person."""
    unused = SignInLink.person_id == person_id, SignInLink.used_at.is_(None)
    session.execute(
        update(SignInLink).where(*unused).values(used_at=later_of(now, SignInLink.made_at))
    )
    close_contact_changes(session, person_id, now=now)


def close_contact_changes(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Close all unconfirmed contact changes of a person."""
    session.execute(
        update(ContactChange)
        .where(
            ContactChange.person_id == person_id,
            ContactChange.confirmed_at.is_(None),
            ContactChange.closed_at.is_(None),
        )
        .values(closed_at=later_of(now, ContactChange.asked_at))
    )


def _printable_name(session: Session, text: str) -> str:
    """Reject names that no certificate can print."""
    name = clean_name(text)
    if missing := get_ports(session).unprintable(name):
        raise NameNotPrintable(characters=missing)
    return name


def _lock_unerased_person(session: Session, person_id: UUID) -> Person:
    person = session.scalar(
        select(Person)
        .where(Person.id == person_id, Person.erased_at.is_(None))
        .with_for_update()  # PostgreSQL; SQLite has one writer
    )
    if person is None:
        raise PersonNotFound(person_id=person_id)
    return person


@contextmanager
def _unique_contact(session: Session) -> Iterator[None]:
    """Translate a violated unique constraint into ContactTaken."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise ContactTaken() from None


def _validate_audience(audience: str | None) -> str | None:
    if audience and audience not in AUDIENCES:
        raise AudienceUnknown(audience=audience)
    return audience or None
