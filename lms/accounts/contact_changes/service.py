"""Change the contact of an account. Callers commit.

The new contact becomes valid when the person opens the link sent to it while signed in. The old
contact gets a link that disputes the change for three days: it restores the old contact, ends all
sessions and lets the reader choose a password, as a reset link to the old contact could before.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from lms.accounts import service as accounts
from lms.accounts.audit_trail import record_about
from lms.accounts.contact_changes import queries
from lms.accounts.contact_changes.errors import ContactChangesPaused, ContactLinkClosed
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.contacts import Contact
from lms.accounts.errors import ContactTaken, ContactUnchanged
from lms.accounts.models import Person
from lms.accounts.notices import add_notice
from lms.accounts.queries import matches_contact
from lms.accounts.sign_in.service import make_link
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.kernel.outbox import add_message
from lms.kernel.ports import get_ports
from lms.kernel.tokens import hash_token, new_token

LIFETIME: Final = timedelta(days=1)
OBJECTION_PERIOD: Final = timedelta(days=3)
MAX_REQUESTS_PER_HOUR: Final = 3


def request_contact_change(
    session: Session,
    person_id: UUID,
    *,
    contact: Contact,
    channels: Collection[str],
    now: datetime,
) -> None:
    """Send a confirmation link to the new contact and notify the old one.

    If another account has the contact, only its reader learns of it: stored rows and the response
    are the same. `channels` are the available message channels. Raises ContactUnchanged or
    ContactChangesPaused.
    """
    person = _person(session, person_id)
    if (
        queries.count_requests_since(session, person_id, now - timedelta(hours=1))
        >= MAX_REQUESTS_PER_HOUR
    ):
        raise ContactChangesPaused()
    token = new_token()
    _add_change(session, person, contact, token, person_id, channels, now)
    holder = session.scalar(select(Person).where(matches_contact(contact)))
    if holder is None:
        path = f"/account/contact/confirm/{token}"
        _send(session, person, contact, "confirm-contact", path, now)
    elif holder.active:
        _send(session, holder, contact, "contact-in-use", "/account", now)


def propose_contact_change(
    session: Session,
    person_id: UUID,
    *,
    contact: Contact,
    made_by: UUID,
    channels: Collection[str],
    now: datetime,
) -> str:
    """Request a change for a person who is present, and return the token that confirms it.

    Raises ContactUnchanged, or ContactTaken, since staff may look people up anyway.
    """
    person = _person(session, person_id)
    if session.scalar(select(Person.id).where(matches_contact(contact), Person.id != person_id)):
        raise ContactTaken()
    token = new_token()
    _add_change(session, person, contact, token, made_by, channels, now)
    add_notice(session, person_id, kind="contact-change-offered", now=now)
    return token


def confirm_contact(session: Session, token: str, *, person_id: UUID, now: datetime) -> None:
    """Make the new contact valid. Of two confirmations at once only one succeeds.

    Raises ContactLinkNotFound, ContactLinkClosed, ContactLinkExpired or ContactTaken.
    """
    _person(session, person_id)  # all writers lock the person first, so none deadlocks
    change = queries.get_confirmable_change(session, token, person_id=person_id, now=now)
    waiting = (
        ContactChange.id == change.id,
        ContactChange.confirmed_at.is_(None),
        ContactChange.closed_at.is_(None),
    )
    _update_once(session, waiting, {"confirmed_at": later_of(now, ContactChange.asked_at)})
    accounts.change_contact(
        session, person_id, contact=change.contact, changed_by=person_id, now=now
    )


def withdraw_contact_change(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Withdraw the open change of a person."""
    accounts.close_contact_changes(session, person_id, now=now)


def object_to_contact(session: Session, token: str, *, now: datetime) -> str:
    """Restore the old contact, end all sessions, and return a token for a new password.

    All other dispute links of the person become invalid, since an intruder may have one.
    Raises ContactLinkNotFound, ContactLinkClosed, ContactLinkExpired or ContactTaken.
    """
    change = queries.get_disputable_change(session, token, now=now)
    person = _person(session, change.person_id)
    _update_once(
        session,
        (ContactChange.id == change.id, ContactChange.objected_at.is_(None)),
        {"objected_at": now},
    )
    open_disputes = ContactChange.person_id == change.person_id, ContactChange.objected_at.is_(None)
    session.execute(update(ContactChange).where(*open_disputes).values(objected_at=now))
    if Contact(email=person.email, phone=person.phone) != change.former:
        accounts.change_contact(
            session, person.id, contact=change.former, changed_by=person.id, now=now
        )
    accounts.close_links(session, person.id, now=now)
    accounts.end_sessions(session, person.id, ended_by=person.id, now=now)
    record_about(session, "person.contact-objected", person.id, actor_id=person.id, now=now)
    reset = new_token()
    make_link(session, person_id=person.id, purpose="reset", token=reset, made_by=None, now=now)
    return reset


def delete_old_changes(session: Session, *, now: datetime) -> None:
    """Delete changes that can no longer be disputed."""
    session.execute(delete(ContactChange).where(ContactChange.objection_until < now))


def _add_change(
    session: Session,
    person: Person,
    contact: Contact,
    token: str,
    made_by: UUID,
    channels: Collection[str],
    now: datetime,
) -> None:
    former = Contact(email=person.email, phone=person.phone)
    if former == contact:
        raise ContactUnchanged()
    accounts.close_contact_changes(session, person.id, now=now)
    objection = new_token()
    session.add(
        ContactChange(
            id=new_id(),
            person_id=person.id,
            made_by=made_by,
            email=contact.email,
            phone=contact.phone,
            former_email=former.email,
            former_phone=former.phone,
            token_hash=hash_token(token),
            objection_hash=hash_token(objection),
            asked_at=now,
            expires_at=now + LIFETIME,
            objection_until=now + OBJECTION_PERIOD,
        )
    )
    record_about(session, "person.contact-asked-for", person.id, actor_id=made_by, now=now)
    if former.channel in channels:
        path = f"/contact/objection/{objection}"
        _send(session, person, former, "contact-change-asked", path, now)


def _send(
    session: Session, person: Person, contact: Contact, template: str, path: str, now: datetime
) -> None:
    address = f"{get_ports(session).public_url}{path}"
    add_message(
        session,
        person_id=person.id,
        key_id=person.data_key_id,
        channel=contact.channel,
        address=contact.address,
        template=template,
        parameters={"language": person.language, "name": person.name, "address": address},
        now=now,
    )


def _person(session: Session, person_id: UUID) -> Person:
    """Lock the person on PostgreSQL, which serialises their requests."""
    return session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()


def _update_once(
    session: Session,
    conditions: tuple[ColumnElement[bool], ...],
    values: dict[str, datetime | ColumnElement[datetime]],
) -> None:
    """Raises ContactLinkClosed if another request was faster."""
    changed = update(ContactChange).where(*conditions).values(values).returning(ContactChange.id)
    if session.execute(changed).first() is None:
        raise ContactLinkClosed()
