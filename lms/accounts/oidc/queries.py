"""Read sign-in providers and the accounts of people there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.accounts.models import Person
from lms.accounts.oidc.errors import OidcProviderNotFound
from lms.accounts.oidc.models import OidcAccount, OidcProvider
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.queries import is_staff_grant
from lms.kernel.sealing.sealing import unseal


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider without its secret. Without `domains` all its accounts may sign in."""

    id: UUID
    name: str
    issuer: str
    client_id: str
    domains: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class LinkedPerson:
    """The person of an account at a provider.

    `is_active` is False while they are suspended, `has_role` True while they have a role other
    than learner; `epoch` is that of their sessions.
    """

    account_id: UUID
    person_id: UUID
    is_active: bool
    has_role: bool
    epoch: str


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """An account at a provider as its owner sees it."""

    id: UUID
    provider_id: UUID
    provider_name: str
    created_at: datetime
    last_used_at: datetime


def provider(session: Session, provider_id: UUID) -> Provider:
    """Raises OidcProviderNotFound."""
    row = session.get(OidcProvider, provider_id)
    if row is None:
        raise OidcProviderNotFound(provider_id=provider_id)
    return _provider(row)


def providers(session: Session) -> list[Provider]:
    """All providers by name."""
    rows = session.scalars(select(OidcProvider).order_by(OidcProvider.name, OidcProvider.id))
    return [_provider(row) for row in rows]


def active_providers(session: Session) -> list[Provider]:
    """The providers that may sign people in, by name."""
    return [entry for entry in providers(session) if entry.active]


def client_secret(session: Session, provider_id: UUID) -> str:
    """The secret with which Payung signs in at the provider. Raises OidcProviderNotFound."""
    row = session.get(OidcProvider, provider_id)
    if row is None:
        raise OidcProviderNotFound(provider_id=provider_id)
    return unseal(session, row.key_id, row.sealed_secret, context=secret_context(row.id)).decode()


def linked_person(session: Session, issuer: str, subject: str) -> LinkedPerson | None:
    """The person who has this account at a provider, or None."""
    has_role = exists().where(*is_staff_grant(), RoleGrant.person_id == Person.id)
    row = session.execute(
        select(OidcAccount.id, Person.id, Person.active, has_role, Person.fs_uniquifier)
        .join(OidcAccount, OidcAccount.person_id == Person.id)
        .where(OidcAccount.issuer == issuer, OidcAccount.subject == subject)
    ).one_or_none()
    return LinkedPerson(*row) if row else None


def linked_accounts(session: Session, person_id: UUID) -> list[LinkedAccount]:
    """The accounts with which a person signs in, oldest first."""
    rows = session.execute(
        select(
            OidcAccount.id,
            OidcProvider.id,
            OidcProvider.name,
            OidcAccount.created_at,
            OidcAccount.last_used_at,
        )
        .join(OidcProvider, OidcProvider.id == OidcAccount.provider_id)
        .where(OidcAccount.person_id == person_id)
        .order_by(OidcAccount.created_at, OidcAccount.id)
    )
    return [LinkedAccount(*row) for row in rows]


def secret_context(provider_id: UUID) -> str:
    """The context with which a secret is sealed."""
    return f"oidc_provider:{provider_id}"


def _provider(row: OidcProvider) -> Provider:
    return Provider(
        id=row.id,
        name=row.name,
        issuer=row.issuer,
        client_id=row.client_id,
        domains=tuple(row.domains.split()),
        active=row.active,
    )
