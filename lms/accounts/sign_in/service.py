"""Make and use single-use links. Callers commit."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.accounts import service as accounts
from lms.accounts.audit_trail import record_about
from lms.accounts.contacts import Contact
from lms.accounts.errors import AccountMerged, PersonSuspended
from lms.accounts.maintenance.service import schedule_maintenance
from lms.accounts.models import Person
from lms.accounts.notices import add_notice
from lms.accounts.queries import matches_contact, person_profile
from lms.accounts.roles import queries as role_queries
from lms.accounts.roles import service as roles
from lms.accounts.sign_in import queries
from lms.accounts.sign_in.errors import LinkUsed
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.kernel.merged_accounts import current_account
from lms.kernel.outbox import add_message
from lms.kernel.ports import get_ports
from lms.kernel.tokens import derive_token, hash_token

MAX_LINKS_PER_HOUR = 3
LIFETIMES = {
    "sign-up": timedelta(days=1),
    "reset": timedelta(days=1),
    "invitation": timedelta(days=7),
    "administrator": timedelta(days=7),
}


def make_link(
    session: Session,
    *,
    person_id: UUID,
    purpose: str,
    token: str,
    made_by: UUID | None,
    now: datetime,
) -> UUID:
    """Store a link to choose a password once and return its id. The person gets a notice."""
    link_id = _add_link(session, new_id(), purpose, token, person_id, made_by, now)
    if purpose != "sign-up":  # requested by the person a moment ago
        add_notice(session, person_id, kind="link-made", now=now)
    return link_id


def make_link_in_person(
    session: Session, person_id: UUID, *, token: str, made_by: UUID, now: datetime
) -> None:
    """Make a link for a person who is present, for the first password or for another one.

    Raises PersonNotFound, AccountMerged or PersonSuspended.
    """
    accounts.lock_person(session, person_id)  # serialises with a suspension
    if current_account(session, person_id) != person_id:
        raise AccountMerged()
    profile = person_profile(session, person_id)
    if not profile.is_active:
        raise PersonSuspended()
    purpose = "reset" if profile.has_password else "invitation"
    make_link(session, person_id=person_id, purpose=purpose, token=token, made_by=made_by, now=now)


def request_link(session: Session, *, contact: Contact, token: str, now: datetime) -> None:
    """Send the person with this contact a link to choose a new password.

    Does nothing if nobody has the contact, or after MAX_LINKS_PER_HOUR links within an hour, so
    that mailboxes cannot be flooded.
    """
    person = session.scalar(select(Person).where(Person.active, matches_contact(contact)))
    if person is None or _count_recent_links(session, person.id, now) >= MAX_LINKS_PER_HOUR:
        return
    make_link(session, person_id=person.id, purpose="reset", token=token, made_by=None, now=now)
    _send_link(session, person, contact, "sign-in-link", token, now)


def request_account(
    session: Session,
    *,
    name: str,
    contact: Contact,
    audience: str,
    province_code: str,
    language: str,
    token: str,
    now: datetime,
) -> None:
    """Create an account and send the link that completes it. Incomplete accounts are erased later.

    If an account with this contact exists, it gets a link to sign in instead: only the reader of
    the mailbox learns which of the two was sent. Raises what `create_person` raises.
    """
    if session.scalar(select(Person.id).where(matches_contact(contact))) is not None:
        return request_link(session, contact=contact, token=token, now=now)
    person_id = accounts.create_person(
        session,
        name=name,
        contact=contact,
        audience=audience,
        province_code=province_code,
        language=language,
        now=now,
    )
    make_link(session, person_id=person_id, purpose="sign-up", token=token, made_by=None, now=now)
    person = session.get_one(Person, person_id)
    _send_link(session, person, contact, "confirm-account", token, now)
    schedule_maintenance(session, now=now)


def use_link(session: Session, *, token: str, password_hash: str, now: datetime) -> UUID:
    """Use a link: set the password of its person, and end their sessions, links and passkeys.

    Accounts at sign-in providers that were added later are removed, too.

    Returns the id of the person. Raises LinkNotFound, LinkUsed or LinkExpired.
    """
    link = queries.open_link(session, token, now=now)
    if link.person_id is None:
        raise LinkUsed()  # links for administrators are used by `create_administrator`
    _mark_used(session, link.id, now)
    accounts.set_password(session, link.person_id, password_hash=password_hash, now=now)
    accounts.remove_passkeys(session, link.person_id)
    accounts.remove_linked_accounts(session, link.person_id)
    return link.person_id


def create_administrator(
    session: Session,
    *,
    token: str,
    name: str,
    contact: Contact,
    password_hash: str,
    language: str,
    now: datetime,
) -> UUID:
    """Use a link of the server: create a person who administers the platform. Returns the id.

    The first administrator closes all other links for administrators. Raises LinkNotFound,
    LinkUsed, LinkExpired and what `create_person` raises.
    """
    link = queries.open_link(session, token, now=now)
    if link.purpose != "administrator":
        raise LinkUsed()
    _mark_used(session, link.id, now)
    if not role_queries.has_administrator(session):
        _close_administrator_links(session, now)
    person_id = accounts.create_person(
        session, name=name, contact=contact, password_hash=password_hash, language=language, now=now
    )
    roles.grant_role(session, person_id=person_id, role="administrator", granted_by=None, now=now)
    return person_id


def create_first_administrator_link(session: Session, *, now: datetime) -> str | None:
    """The token of the link for the first administrator; None if there is an administrator.

    The token is derived with the server's key, so that each start shows the same link while it is
    valid.
    """
    if role_queries.has_administrator(session):
        return None
    key = get_ports(session).server_key.derive(b"administrator link")
    valid_links = select(SignInLink.id, SignInLink.token_hash).where(
        SignInLink.purpose == "administrator",
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > now,
    )
    for link_id, token_hash in session.execute(valid_links):
        token = derive_token(key, link_id)
        if hash_token(token) == token_hash:
            return token
    return make_administrator_link(session, now=now)


def make_administrator_link(session: Session, *, now: datetime) -> str:
    """Make a link for another administrator and return its token. Called by the command line."""
    link_id = new_id()
    token = derive_token(get_ports(session).server_key.derive(b"administrator link"), link_id)
    _add_link(session, link_id, "administrator", token, None, None, now)
    return token


def _close_administrator_links(session: Session, now: datetime) -> None:
    unused = SignInLink.purpose == "administrator", SignInLink.used_at.is_(None)
    session.execute(
        update(SignInLink).where(*unused).values(used_at=later_of(now, SignInLink.made_at))
    )


def _add_link(
    session: Session,
    link_id: UUID,
    purpose: str,
    token: str,
    person_id: UUID | None,
    made_by: UUID | None,
    now: datetime,
) -> UUID:
    session.add(
        SignInLink(
            id=link_id,
            token_hash=hash_token(token),
            purpose=purpose,
            person_id=person_id,
            made_by=made_by,
            made_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    record_about(
        session, "link.made", person_id, actor_id=made_by, now=now, details={"purpose": purpose}
    )
    return link_id


def _send_link(
    session: Session, person: Person, contact: Contact, template: str, token: str, now: datetime
) -> None:
    address = f"{get_ports(session).public_url}/link/{token}"
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


def _count_recent_links(session: Session, person_id: UUID, now: datetime) -> int:
    query = select(func.count()).where(
        SignInLink.person_id == person_id,
        SignInLink.made_by.is_(None),
        SignInLink.made_at > now - timedelta(hours=1),
    )
    return session.scalar(query) or 0


def _mark_used(session: Session, link_id: UUID, now: datetime) -> None:
    """Mark the link as used. Raises LinkUsed if another request was faster."""
    unused = SignInLink.id == link_id, SignInLink.used_at.is_(None)
    spent = session.execute(
        update(SignInLink)
        .where(*unused)
        .values(used_at=later_of(now, SignInLink.made_at))
        .returning(SignInLink.id)
    ).first()
    if spent is None:
        raise LinkUsed()
