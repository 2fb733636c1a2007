"""One-time addresses by which platforms register themselves. Callers commit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.lti.errors import LtiRegistrationInUse, LtiRegistrationUnknown
from lms.accounts.lti.keys import rotate_keys
from lms.accounts.lti.models import LtiRegistration
from lms.kernel.audit import record
from lms.kernel.clock import new_id
from lms.kernel.tokens import hash_token, new_token

LIFETIME: Final = timedelta(hours=24)
LEASE: Final = timedelta(minutes=1)  # a registration takes seconds; a killed one blocks no longer


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration that may take place. `name` is that of the platform, for people."""

    id: UUID
    name: str
    created_by: UUID


@dataclass(frozen=True, slots=True)
class OpenRegistration:
    """An address that no platform has used yet."""

    id: UUID
    name: str
    expires_at: datetime


def create_registration(session: Session, *, name: str, created_by: UUID, now: datetime) -> str:
    """Create an address and return its token, which is not stored. Deletes expired ones."""
    is_over = LtiRegistration.expires_at < now, LtiRegistration.platform_id.is_(None)
    session.execute(delete(LtiRegistration).where(*is_over))
    token, registration_id = new_token(), new_id()
    session.add(
        LtiRegistration(
            id=registration_id,
            token_hash=hash_token(token),
            name=name,
            created_by=created_by,
            expires_at=now + LIFETIME,
        )
    )
    rotate_keys(session, now=now)  # the platform may read the key set at once
    record(
        session,
        action="lti.registration-created",
        actor_id=created_by,
        subject_type="lti_registration",
        subject_id=registration_id,
        now=now,
    )
    return token


def open_registration(session: Session, token: str, *, now: datetime) -> Registration:
    """The registration of an address.

    Raises LtiRegistrationUnknown, or LtiRegistrationInUse while a platform registers by it.
    """
    row = session.execute(
        select(
            LtiRegistration.id,
            LtiRegistration.name,
            LtiRegistration.created_by,
            _is_free(now).label("is_free"),
        ).where(
            LtiRegistration.token_hash == hash_token(token),
            LtiRegistration.platform_id.is_(None),
            LtiRegistration.expires_at > now,
        )
    ).one_or_none()
    if row is None:
        raise LtiRegistrationUnknown()
    if not row.is_free:
        raise LtiRegistrationInUse()
    return Registration(*row[:3])


def open_registrations(session: Session, *, now: datetime) -> list[OpenRegistration]:
    """The addresses by which no platform has registered yet, the next to expire first."""
    rows = session.execute(
        select(LtiRegistration.id, LtiRegistration.name, LtiRegistration.expires_at)
        .where(LtiRegistration.platform_id.is_(None), LtiRegistration.expires_at > now)
        .order_by(LtiRegistration.expires_at, LtiRegistration.id)
    )
    return [OpenRegistration(*row) for row in rows]


def withdraw_registration(
    session: Session, registration_id: UUID, *, withdrawn_by: UUID, now: datetime
) -> None:
    """Delete an address, also while a platform registers by it. Raises LtiRegistrationUnknown."""
    unfinished = LtiRegistration.id == registration_id, LtiRegistration.platform_id.is_(None)
    gone = delete(LtiRegistration).where(*unfinished).returning(LtiRegistration.id)
    if session.execute(gone).first() is None:
        raise LtiRegistrationUnknown()
    record(
        session,
        action="lti.registration-withdrawn",
        actor_id=withdrawn_by,
        subject_type="lti_registration",
        subject_id=registration_id,
        now=now,
    )


def take_registration(session: Session, registration_id: UUID, *, now: datetime) -> None:
    """Lease the address at `now`; of two requests at once only one succeeds.

    Raises LtiRegistrationUnknown.
    """
    unused = LtiRegistration.platform_id.is_(None), _is_free(now)
    lease = update(LtiRegistration).where(LtiRegistration.id == registration_id, *unused)
    taken = lease.values(used_at=now).returning(LtiRegistration.id)
    if session.execute(taken).first() is None:
        raise LtiRegistrationUnknown()


def release_registration(session: Session, registration_id: UUID, *, taken_at: datetime) -> None:
    """Let the address be used again, after the platform did not answer as it should."""
    lease = update(LtiRegistration).where(*_is_leased(registration_id, taken_at))
    session.execute(lease.values(used_at=None))


def finish_registration(
    session: Session, registration_id: UUID, platform_id: UUID, *, taken_at: datetime
) -> None:
    """Note the platform that has registered. It waits for approval.

    Raises LtiRegistrationUnknown if the address was withdrawn or leased again meanwhile.
    """
    lease = update(LtiRegistration).where(*_is_leased(registration_id, taken_at))
    finished = lease.values(platform_id=platform_id).returning(LtiRegistration.id)
    if session.execute(finished).first() is None:
        raise LtiRegistrationUnknown()


def approve_registration(session: Session, platform_id: UUID, *, now: datetime) -> None:
    """Note that an administrator has allowed launches of the platform."""
    waiting = LtiRegistration.platform_id == platform_id, LtiRegistration.approved_at.is_(None)
    session.execute(update(LtiRegistration).where(*waiting).values(approved_at=now))


def waiting_platforms(session: Session) -> set[UUID]:
    """Ids of platforms that have registered and are not approved yet."""
    waiting = LtiRegistration.platform_id.is_not(None), LtiRegistration.approved_at.is_(None)
    rows = session.scalars(select(LtiRegistration.platform_id).where(*waiting))
    return {platform_id for platform_id in rows if platform_id is not None}


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Whether no request holds the address. The lease of one that was killed runs out."""
    return or_(LtiRegistration.used_at.is_(None), LtiRegistration.used_at < now - LEASE)


def _is_leased(registration_id: UUID, taken_at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whether the request that took the address at `taken_at` holds it still."""
    return (
        LtiRegistration.id == registration_id,
        LtiRegistration.used_at == taken_at,
        LtiRegistration.platform_id.is_(None),
    )
