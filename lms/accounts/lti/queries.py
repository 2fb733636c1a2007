"""Read LTI platforms and the accounts of people in them."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from lms.accounts.lti.errors import LtiPlatformNotFound
from lms.accounts.lti.models import LtiAccount, LtiDeployment, LtiPlatform
from lms.accounts.models import Person
from lms.accounts.roles.models import RoleGrant
from lms.accounts.roles.queries import is_staff_grant
from lms.kernel.urls import origin_of


@dataclass(frozen=True, slots=True)
class Platform:
    """A registered platform. `frame_origins` are separated by spaces, as in a policy header.

    `launched_at` and `launched_path` are time and path of its last launch.
    """

    id: UUID
    name: str
    issuer: str
    client_id: str
    authorization_url: str
    token_url: str
    key_set_url: str
    frame_origins: str
    active: bool
    created_at: datetime
    launched_at: datetime | None
    launched_path: str | None


@dataclass(frozen=True, slots=True)
class SameIssuer:
    """Another platform with the same issuer.

    One system whose tools have a client id each serves their key sets from one site.
    """

    name: str
    client_id: str
    has_keys_of_same_site: bool


@dataclass(frozen=True, slots=True)
class LinkedPerson:
    """The person of an account in a platform.

    `is_active` is False while they are suspended, `has_role` True while they have a role other
    than learner; `epoch` is that of their sessions.
    """

    person_id: UUID
    is_active: bool
    has_role: bool
    epoch: str


def platform(session: Session, platform_id: UUID) -> Platform:
    """Raises LtiPlatformNotFound."""
    row = session.get(LtiPlatform, platform_id)
    if row is None:
        raise LtiPlatformNotFound(platform_id=platform_id)
    return _platform(row)


def platforms(session: Session) -> list[Platform]:
    """All platforms by name."""
    rows = session.scalars(select(LtiPlatform).order_by(LtiPlatform.name, LtiPlatform.id))
    return [_platform(row) for row in rows]


def platforms_with(session: Session, issuer: str, client_id: str | None) -> list[Platform]:
    """All platforms with this issuer, and with this client id unless it is None."""
    statement = select(LtiPlatform).where(LtiPlatform.issuer == issuer)
    if client_id is not None:
        statement = statement.where(LtiPlatform.client_id == client_id)
    return [_platform(row) for row in session.scalars(statement.order_by(LtiPlatform.id))]


def platforms_of_issuer(session: Session, platform_id: UUID) -> list[SameIssuer]:
    """The other platforms with the same issuer, by name.

    Whoever controls one of them can sign in the people of all: accounts belong to an issuer.
    """
    own = select(LtiPlatform.issuer, LtiPlatform.key_set_url).where(LtiPlatform.id == platform_id)
    row = session.execute(own).one_or_none()
    if row is None:
        return []
    others = (
        select(LtiPlatform.name, LtiPlatform.client_id, LtiPlatform.key_set_url)
        .where(LtiPlatform.issuer == row.issuer, LtiPlatform.id != platform_id)
        .order_by(LtiPlatform.name, LtiPlatform.client_id)
    )
    site = origin_of(row.key_set_url)
    return [
        SameIssuer(name, client_id, has_keys_of_same_site=origin_of(key_set_url) == site)
        for name, client_id, key_set_url in session.execute(others)
    ]


def deployment_ids(session: Session, platform_id: UUID) -> list[str]:
    """The ids of the deployments in a platform, sorted."""
    statement = select(LtiDeployment.deployment_id).where(LtiDeployment.platform_id == platform_id)
    return sorted(session.scalars(statement))


def linked_person(session: Session, issuer: str, subject: str) -> LinkedPerson | None:
    """The person who has this account in a platform, or None."""
    row = session.execute(_linked_person(), {"iss": issuer, "sub": subject}).one_or_none()
    return LinkedPerson(*row) if row else None


def platform_columns() -> tuple[Any, ...]:
    """The columns of a Platform, in their order."""
    return tuple(getattr(LtiPlatform, field.name) for field in fields(Platform))


@cache
def _linked_person() -> Any:
    """Built once, since each launch runs it."""
    has_role = exists().where(*is_staff_grant(), RoleGrant.person_id == Person.id)
    return (
        select(Person.id, Person.active, has_role, Person.fs_uniquifier)
        .join(LtiAccount, LtiAccount.person_id == Person.id)
        .where(LtiAccount.issuer == bindparam("iss"), LtiAccount.subject == bindparam("sub"))
    )


def _platform(row: LtiPlatform) -> Platform:
    return Platform(*(getattr(row, field.name) for field in fields(Platform)))
