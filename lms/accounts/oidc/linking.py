"""Accounts at providers: create a person with one, link, unlink. Callers commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.audit_trail import record_about
from lms.accounts.lti.models import LtiAccount, LtiPlatform
from lms.accounts.models import Person
from lms.accounts.oidc.errors import OidcAccountNotFound, OidcAccountTaken, OidcLastWayIn
from lms.accounts.oidc.models import OidcAccount, OidcProvider
from lms.accounts.passkeys.models import Passkey
from lms.accounts.service import create_person
from lms.kernel.clock import new_id


@dataclass(frozen=True, slots=True)
class Identity:
    """An account at a provider."""

    provider_id: UUID
    issuer: str
    subject: str


def create_linked_person(
    session: Session,
    *,
    identity: Identity,
    name: str,
    audience: str | None,
    province_code: str | None,
    language: str,
    now: datetime,
) -> UUID:
    """Create a person without a contact who signs in through a provider.

    Raises OidcAccountTaken and what `create_person` raises.
    """
    person_id = create_person(
        session,
        name=name,
        contact=None,
        audience=audience,
        province_code=province_code,
        language=language,
        now=now,
    )
    link_account(session, person_id, identity, now=now)
    return person_id


def link_account(session: Session, person_id: UUID, identity: Identity, *, now: datetime) -> None:
    """Let this account at a provider sign the person in. Raises OidcAccountTaken."""
    account = OidcAccount(
        id=new_id(),
        issuer=identity.issuer,
        subject=identity.subject,
        provider_id=identity.provider_id,
        person_id=person_id,
        created_at=now,
        last_used_at=now,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise OidcAccountTaken() from None
    record_about(
        session,
        "person.oidc-account-linked",
        person_id,
        actor_id=person_id,
        now=now,
        details={"provider_id": str(identity.provider_id)},
    )


def mark_account_used(
    session: Session, account_id: UUID, *, provider_id: UUID, now: datetime
) -> None:
    """Store when and through which provider the account has signed its person in."""
    used = update(OidcAccount).where(OidcAccount.id == account_id)
    session.execute(used.values(provider_id=provider_id, last_used_at=now))


def unlink_account(session: Session, account_id: UUID, *, person_id: UUID, now: datetime) -> None:
    """Remove an account of this person. Raises OidcAccountNotFound or OidcLastWayIn."""
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    own = OidcAccount.id == account_id, OidcAccount.person_id == person_id
    if session.scalar(select(OidcAccount.id).where(*own)) is None:
        raise OidcAccountNotFound(account_id=account_id)
    has_password = person.password is not None and (person.email or person.phone)
    if not has_password and not _has_other_way_in(session, person_id, account_id):
        raise OidcLastWayIn()
    session.execute(delete(OidcAccount).where(*own))
    record_about(session, "person.oidc-account-unlinked", person_id, actor_id=person_id, now=now)


def _has_other_way_in(session: Session, person_id: UUID, account_id: UUID) -> bool:
    """Whether the person has a passkey, or another account at a provider or in a platform.

    Stopped providers and platforms sign nobody in.
    """
    other_account = (
        select(OidcAccount.id)
        .join(OidcProvider, OidcProvider.id == OidcAccount.provider_id)
        .where(
            OidcAccount.person_id == person_id, OidcAccount.id != account_id, OidcProvider.active
        )
        .exists()
    )
    passkey = exists().where(Passkey.person_id == person_id)
    platform_account = (
        select(LtiAccount.id)
        .join(LtiPlatform, LtiPlatform.issuer == LtiAccount.issuer)
        .where(LtiAccount.person_id == person_id, LtiPlatform.active)
        .exists()
    )
    return bool(session.scalar(select(other_account | passkey | platform_account)))
