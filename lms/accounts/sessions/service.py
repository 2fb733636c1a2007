"""Begin, end and clean up sessions. Callers commit."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, or_, update
from sqlalchemy.orm import Session

from lms.accounts.audit_trail import record_about
from lms.accounts.maintenance.service import schedule_maintenance
from lms.accounts.queries import session_epoch_of
from lms.accounts.roles.queries import is_staff
from lms.accounts.sessions.errors import RoleNeedsOwnSignIn, SessionNotFound
from lms.accounts.sessions.methods import EXTERNAL_METHODS
from lms.accounts.sessions.models import SignInSession
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of

REMEMBERED_LIFETIME: Final = timedelta(days=30)
LIFETIME: Final = timedelta(days=1)  # browsers on phones are hardly ever closed
RETENTION: Final = timedelta(days=1)  # of rows, after the session has ended


def begin_session(
    session: Session,
    *,
    person_id: UUID,
    via: str,
    now: datetime,
    epoch: str | None = None,
    device: str = "",
    stays: bool = False,
    frame_origins: str | None = None,
) -> str:
    """Begin a session on one device and return the key for its cookie.

    `epoch` is the person's `fs_uniquifier` from the look-up of the password or the account, so that
    the session is invalid if all sessions were ended since.
    `stays`: the session lasts 30 days instead of one.
    `frame_origins`, separated by spaces, may show its pages in a frame.
    Raises PersonNotFound, or RoleNeedsOwnSignIn for a method of EXTERNAL_METHODS.
    """
    is_external = via in EXTERNAL_METHODS
    if not (is_external and epoch):
        current = session_epoch_of(session, person_id)
        epoch = epoch or current
    session_key = secrets.token_urlsafe(32)
    values = {
        "id": new_id(),
        "session_key": session_key,
        "person_id": person_id,
        "epoch": epoch,
        "via": via,
        "device": device,
        "begun_at": now,
        "proved_at": now,
        "expires_at": now + (REMEMBERED_LIFETIME if stays else LIFETIME),
        "frame_origins": frame_origins,
    }
    session.flush()  # the person may be new
    session.execute(_insert_session(), values)
    # The foreign key of the new row waits for a role that is being granted, and granting one
    # ends the sessions that it finds: one of the two notices the other.
    if is_external and is_staff(session, person_id):
        raise RoleNeedsOwnSignIn()
    schedule_maintenance(session, now=now)
    return session_key


@cache
def _insert_session() -> Any:
    return insert(cast(Table, SignInSession.__table__))


def end_session(session: Session, session_key: str, *, now: datetime) -> None:
    """End a session. Copies of its cookie are invalid from now on."""
    is_open = SignInSession.session_key == session_key, SignInSession.ended_at.is_(None)
    session.execute(
        update(SignInSession).where(*is_open).values(ended_at=later_of(now, SignInSession.begun_at))
    )


def end_device(session: Session, session_id: UUID, *, person_id: UUID, now: datetime) -> None:
    """End another session of the same person. Raises SessionNotFound."""
    own = SignInSession.id == session_id, SignInSession.person_id == person_id
    ended = session.execute(
        update(SignInSession)
        .where(*own, SignInSession.ended_at.is_(None))
        .values(ended_at=later_of(now, SignInSession.begun_at))
        .returning(SignInSession.id)
    ).first()
    if ended is None:
        raise SessionNotFound(session_id=session_id)
    record_about(session, "person.device-signed-out", person_id, actor_id=person_id, now=now)


def mark_proved(session: Session, session_id: UUID, *, now: datetime) -> None:
    """Store that the person has just authenticated again on this device."""
    row = session.get(SignInSession, session_id)
    if row is not None and row.ended_at is None:
        # After the beginning, also if the clock was set back: equal times mean that a platform
        # or a provider has proved the person.
        row.proved_at = max(now, row.begun_at + timedelta(microseconds=1))


def delete_ended_sessions(session: Session, *, now: datetime) -> None:
    """Delete old rows, since they would reveal habits of people."""
    over = or_(SignInSession.ended_at < now - RETENTION, SignInSession.expires_at < now - RETENTION)
    session.execute(delete(SignInSession).where(over))


def delete_all_sessions(session: Session) -> None:
    """Sign everybody out on all devices."""
    session.execute(delete(SignInSession))
