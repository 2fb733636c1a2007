"""Remove ways in that a platform or provider could have made. Callers commit.

Whoever runs a learning platform or a sign-in provider can begin sessions of the people who came
from there, and in such a session a password, a passkey, a contact or an API token of their own.
Before such an account gets rights over other people, all of these end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.api_tokens.models import ApiToken
from lms.accounts.api_tokens.service import revoke_tokens_of
from lms.accounts.audit_trail import record_about
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.models import Person
from lms.accounts.oidc.models import OidcAccount, OidcState
from lms.accounts.passkeys.models import Passkey
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.queries import is_staff_grant, list_administrators
from lms.accounts.sessions.epochs import new_session_key
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.audit import AuditEvent
from lms.kernel.database.later_of import later_of

REMOVED: Final = "person.ways-in-removed"  # the audited action


@dataclass(frozen=True, slots=True)
class UnprovenAccount:
    """An account from elsewhere with a role, whose ways in were never removed."""

    person_id: UUID
    name: str


def remove_unproven_ways_in(
    session: Session, person_id: UUID, *, granted_by: UUID | None, now: datetime
) -> None:
    """End sessions, password, passkeys, tokens, contact and links of an account from elsewhere.

    Links that `granted_by` or administrators have made stay: with one of them the person signs in.
    So do accounts at learning platforms, which take scores and sign in nobody with a role. An
    account that was created here is not changed. The caller has locked the person.
    """
    person = session.get_one(Person, person_id, populate_existing=True)
    if not person.from_lti:
        return
    person.password = person.email = person.phone = None
    person.fs_uniquifier = new_session_key()
    revoke_tokens_of(session, person_id, now=now)
    for table in (Passkey, ContactChange, OidcState):
        session.execute(delete(table).where(table.person_id == person_id))
    added = OidcAccount.person_id == person_id, OidcAccount.created_at > person.created_at
    session.execute(delete(OidcAccount).where(*added))
    trusted = [maker for maker in (*list_administrators(session), granted_by) if maker]
    by_others = or_(SignInLink.made_by.is_(None), SignInLink.made_by.not_in(trusted))
    unused = SignInLink.person_id == person_id, SignInLink.used_at.is_(None)
    session.execute(
        update(SignInLink)
        .where(*unused, by_others)
        .values(used_at=later_of(now, SignInLink.made_at))
    )
    record_about(session, REMOVED, person_id, actor_id=granted_by, now=now)


def has_way_in(session: Session, person_id: UUID) -> bool:
    """Whether the person can sign in here: with a contact, a password, a passkey or a link."""
    return bool(session.scalar(select(Person.id).where(Person.id == person_id, _has_way_in())))


def list_unproven_accounts(session: Session) -> list[UnprovenAccount]:
    """Accounts from elsewhere that got their role before the first role removed ways in.

    A role that ends and is granted again removes the ways in, and takes the account off this list.
    """
    token = (ApiToken.person_id == Person.id, ApiToken.revoked_at.is_(None))
    removed = (AuditEvent.subject_id == Person.id, AuditEvent.action == REMOVED)
    rows = session.execute(
        select(Person.id, Person.name)
        .where(
            Person.id.in_(select(RoleGrant.person_id).where(*is_staff_grant())),
            Person.from_lti,
            Person.erased_at.is_(None),
            _has_way_in() | select(ApiToken.id).where(*token).exists(),
            ~select(AuditEvent.id).where(*removed).exists(),
        )
        .order_by(Person.created_at)
    )
    return [UnprovenAccount(person_id, name or "") for person_id, name in rows]


def _has_way_in() -> ColumnElement[bool]:
    passkey = select(Passkey.id).where(Passkey.person_id == Person.id).exists()
    own = (Person.email.is_not(None), Person.phone.is_not(None), Person.password.is_not(None))
    return or_(*own, passkey)
