"""Started launches and the accounts that launches lead to. Callers commit."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.audit_trail import record_about
from lms.accounts.lti.errors import LtiAccountTaken
from lms.accounts.lti.models import LtiAccount, LtiDeployment, LtiPlatform, LtiState
from lms.accounts.lti.queries import Platform, platform_columns
from lms.accounts.service import create_person
from lms.kernel.clock import new_id
from lms.kernel.tokens import hash_token

STATE_LIFETIME: Final = timedelta(minutes=10)
STORED_FOR: Final = 2 * STATE_LIFETIME  # so that a late launch is told that it is late


@dataclass(frozen=True, slots=True)
class StartedLaunch:
    """What a launch must match. `nonce` is that of the request to the platform."""

    platform: Platform
    deployment_ids: frozenset[str]
    nonce: str
    is_expired: bool


def start_launch(session: Session, platform_id: UUID, *, state: str, now: datetime) -> str:
    """Store a started launch and return its nonce. Deletes expired ones."""
    session.execute(delete(LtiState).where(LtiState.expires_at < now + STATE_LIFETIME - STORED_FOR))
    nonce = secrets.token_urlsafe(24)
    session.add(
        LtiState(
            state_hash=hash_token(state),
            platform_id=platform_id,
            nonce=nonce,
            expires_at=now + STATE_LIFETIME,
        )
    )
    return nonce


def end_launch(session: Session, state: str) -> str | None:
    """Delete a started launch and return its nonce; None if it is unknown or has ended before."""
    session.flush()  # it may have been started in this transaction
    nonce: str | None = session.scalar(_end_launch(), {"value": hash_token(state)})
    return nonce


def find_launch(session: Session, state: str, *, now: datetime) -> StartedLaunch | None:
    """Return a started launch, which stays; None if it is unknown or has ended."""
    rows = session.execute(_find_launch(), {"value": hash_token(state)}).all()
    if not rows:
        return None
    nonce, expires_at, _deployment_id, *columns = rows[0]
    ids = frozenset(row.deployment_id for row in rows if row.deployment_id is not None)
    return StartedLaunch(Platform(*columns), ids, nonce, is_expired=expires_at < now)


def create_linked_person(
    session: Session,
    *,
    issuer: str,
    subject: str,
    name: str,
    audience: str | None,
    province_code: str | None,
    language: str,
    now: datetime,
) -> UUID:
    """Create a person without a contact who signs in through a platform.

    Raises LtiAccountTaken and what `create_person` raises.
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
    link_account(session, person_id, issuer=issuer, subject=subject, now=now)
    return person_id


def link_account(
    session: Session, person_id: UUID, *, issuer: str, subject: str, now: datetime
) -> None:
    """Let this account of a platform sign the person in. Raises LtiAccountTaken."""
    account = LtiAccount(
        id=new_id(), issuer=issuer, subject=subject, person_id=person_id, created_at=now
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise LtiAccountTaken() from None
    record_about(session, "person.lti-account-linked", person_id, actor_id=person_id, now=now)


@cache
def _end_launch() -> Any:
    """Built once, as the other statements that each launch runs."""
    return (
        delete(cast(Table, LtiState.__table__))
        .where(LtiState.state_hash == bindparam("value"))
        .returning(LtiState.nonce)
    )


@cache
def _find_launch() -> Any:
    return (
        select(
            LtiState.nonce, LtiState.expires_at, LtiDeployment.deployment_id, *platform_columns()
        )
        .join(LtiPlatform, LtiPlatform.id == LtiState.platform_id)
        .outerjoin(LtiDeployment, LtiDeployment.platform_id == LtiPlatform.id)
        .where(LtiState.state_hash == bindparam("value"))
    )
