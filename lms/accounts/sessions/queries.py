"""What other packages may read about sessions: who is behind one, and the devices of a person."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import Session

from lms.accounts.models import Person
from lms.accounts.permissions import Grant
from lms.accounts.roles.models import RoleGrant
from lms.accounts.sessions.models import SignInSession
from lms.kernel.sealing.sealing import DataKey


@dataclass(frozen=True, slots=True)
class Account:
    """What each request of a signed-in person needs, read at once."""

    id: UUID
    name: str
    language: str
    audience: str | None
    province_code: str | None
    data_key_id: UUID
    wrapped_key: bytes | None
    session_key: str
    session_id: UUID
    proved_at: datetime  # when password, passkey or link was last given on this device
    grants: tuple[Grant, ...]


class Sender(NamedTuple):
    """The person behind a session, for what asks for no role: their own answers."""

    id: UUID
    language: str
    province_code: str | None


class Learner(NamedTuple):
    """The person behind a session with their key, for what asks for no role: calls of blocks."""

    id: UUID
    language: str
    audience: str | None
    province_code: str | None
    data_key_id: UUID
    wrapped_key: bytes | None
    session_id: UUID


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device on which a person is signed in now; `device` may be empty."""

    id: UUID
    device: str
    via: str
    begun_at: datetime


def account_of_session(session: Session, session_key: str, *, now: datetime) -> Account | None:
    """The person behind a session, with the roles they hold now.

    None once the session has ended, here or for all devices, and once the person is suspended.
    """
    return _account(session, "session_key", session_key, now)


def sender_of_session(session: Session, session_key: str, *, now: datetime) -> Sender | None:
    """The same without roles and key, which the most frequent of all writes does not ask for."""
    row = session.execute(_sender(), {"value": session_key, "now": now}).first()
    return Sender._make(row) if row else None


def account_of_session_id(session: Session, session_id: UUID, *, now: datetime) -> Account | None:
    """The same, for what was handed out in a session without its key."""
    return _account(session, "id", session_id, now)


def learner_of_session_id(session: Session, session_id: UUID, *, now: datetime) -> Learner | None:
    """The same without name and roles."""
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
        grants=tuple(Grant(row[0], row[1], row[2]) for row in rows if row[0] is not None),
    )


def devices_of(session: Session, person_id: UUID, *, now: datetime) -> list[DeviceRow]:
    """The newest first."""
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
    """Joins a session with its person, unless all sessions were ended since it began."""
    return and_(Person.id == SignInSession.person_id, Person.fs_uniquifier == SignInSession.epoch)


@cache
def _account_by(column: str) -> Any:
    """Built once: every request needs it."""
    named_by = getattr(SignInSession, column)
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
        )
        .select_from(SignInSession)
        .join(Person, is_current())
        .join(DataKey, DataKey.id == Person.data_key_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.ended_at.is_(None)))
        .where(*_is_valid(named_by))
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


def _is_valid(named_by: Any) -> tuple[Any, ...]:
    """A session by `value` that has not ended at `now`, of somebody who may come in."""
    return (
        named_by == bindparam("value", type_=named_by.type),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("now", type_=SignInSession.expires_at.type),
        Person.active,
        Person.erased_at.is_(None),
    )
