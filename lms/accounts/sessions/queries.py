"""Read sessions: their people and devices."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.accounts.models import Person
from lms.accounts.permissions import Grant
from lms.accounts.roles.models import RoleGrant
from lms.accounts.sessions.methods import EXTERNAL_METHODS
from lms.accounts.sessions.models import SignInSession
from lms.kernel.sealing.sealing import DataKey


@dataclass(frozen=True, slots=True)
class Account:
    """What each request of a signed-in person needs."""

    id: UUID
    name: str
    language: str
    audience: str | None
    province_code: str | None
    data_key_id: UUID
    wrapped_key: bytes | None
    session_key: str
    session_id: UUID
    proved_at: datetime  # last authentication on this device
    is_proved_elsewhere: bool  # by a platform or a provider alone, never here
    frame_origins: str | None  # may frame this session
    grants: tuple[Grant, ...]


class Sender(NamedTuple):
    """The person of a session without roles, for saving answers."""

    id: UUID
    language: str
    province_code: str | None


class Learner(NamedTuple):
    """The person of a session with their key and without roles, for handlers of blocks."""

    id: UUID
    language: str
    audience: str | None
    province_code: str | None
    data_key_id: UUID
    wrapped_key: bytes | None
    session_id: UUID


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device on which a person is signed in. `device` may be empty."""

    id: UUID
    device: str
    via: str
    begun_at: datetime


def account_of_session(session: Session, session_key: str, *, now: datetime) -> Account | None:
    """The person of a session, with their current roles.

    None if the session has ended or expired, or the person is suspended.
    """
    return _account(session, "session_key", session_key, now)


def sender_of_session(session: Session, session_key: str, *, now: datetime) -> Sender | None:
    """The person of a session without roles and key, for the most frequent write."""
    row = session.execute(_sender(), {"value": session_key, "now": now}).first()
    return Sender._make(row) if row else None


def account_of_session_id(session: Session, session_id: UUID, *, now: datetime) -> Account | None:
    """The person of a session by its id instead of its key."""
    return _account(session, "id", session_id, now)


def learner_of_session_id(session: Session, session_id: UUID, *, now: datetime) -> Learner | None:
    """The person of a session by its id, without name and roles."""
    row = session.execute(_learner(), {"value": session_id, "now": now}).first()
    return Learner._make(row) if row else None


def _account(session: Session, column: str, value: object, now: datetime) -> Account | None:
    statement = _account_by(column)
    rows = session.execute(statement, {"value": value, "now": now}).all()
    if not rows:
        return None
    person = rows[0]
    return Account(
        id=person.id,
        name=person.name or "",
        language=person.language,
        audience=person.audience,
        province_code=person.province_code,
        data_key_id=person.data_key_id,
        wrapped_key=person.wrapped,
        session_key=person.session_key,
        session_id=person.session_id,
        proved_at=person.proved_at,
        is_proved_elsewhere=(
            person.via in EXTERNAL_METHODS and person.proved_at == person.begun_at
        ),
        frame_origins=person.frame_origins,
        grants=tuple(Grant(row[0], row[1], row[2]) for row in rows if row[0] is not None),
    )


def devices_of(session: Session, person_id: UUID, *, now: datetime) -> list[DeviceRow]:
    """Devices on which a person is signed in, newest first."""
    rows = session.execute(
        select(SignInSession.id, SignInSession.device, SignInSession.via, SignInSession.begun_at)
        .join(Person, is_current())
        .where(
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.begun_at.desc())
    )
    return [DeviceRow(*row) for row in rows]


def is_current() -> ColumnElement[bool]:
    """The condition that joins a session with its person, unless all sessions were ended since."""
    return and_(Person.id == SignInSession.person_id, Person.fs_uniquifier == SignInSession.epoch)


@cache
def _account_by(column: str) -> Any:
    """Built once, since every request runs it."""
    key = SignInSession.session_key if column == "session_key" else SignInSession.id
    return (
        select(
            RoleGrant.role,
            RoleGrant.scope_type,
            RoleGrant.scope_id,
            Person.id,
            Person.name,
            Person.language,
            Person.audience,
            Person.province_code,
            Person.data_key_id,
            DataKey.wrapped,
            SignInSession.session_key,
            SignInSession.id.label("session_id"),
            SignInSession.proved_at,
            SignInSession.begun_at,
            SignInSession.via,
            SignInSession.frame_origins,
        )
        .select_from(SignInSession)
        .join(Person, is_current())
        .join(DataKey, DataKey.id == Person.data_key_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
        .where(*_is_valid(key))
    )


@cache
def _sender() -> Any:
    return (
        select(Person.id, Person.language, Person.province_code)
        .select_from(SignInSession)
        .join(Person, is_current())
        .where(*_is_valid(SignInSession.session_key))
    )


@cache
def _learner() -> Any:
    return (
        select(
            Person.id,
            Person.language,
            Person.audience,
            Person.province_code,
            Person.data_key_id,
            DataKey.wrapped,
            SignInSession.id,
        )
        .select_from(SignInSession)
        .join(Person, is_current())
        .join(DataKey, DataKey.id == Person.data_key_id)
        .where(*_is_valid(SignInSession.id))
    )


def _is_valid(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[UUID],
) -> tuple[ColumnElement[bool] | InstrumentedAttribute[bool], ...]:
    """Conditions for a valid session, with the parameters `value` and `now`."""
    return (
        column == bindparam("value", type_=column.type),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("now", type_=SignInSession.expires_at.type),
        Person.active,
        Person.erased_at.is_(None),
    )
