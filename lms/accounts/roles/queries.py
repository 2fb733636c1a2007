"""Read role grants."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from lms.accounts.models import Person
from lms.accounts.roles.models import RoleGrant


@dataclass(frozen=True, slots=True)
class OpenGrant:
    """A current grant."""

    id: UUID
    role: str
    scope_type: str
    scope_id: UUID | None
    granted_at: datetime


def open_grants(session: Session, person_id: UUID) -> list[OpenGrant]:
    """Current grants of a person, oldest first."""
    rows = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.granted_at)
    )
    return [OpenGrant(r.id, r.role, r.scope_type, r.scope_id, r.granted_at) for r in rows]


def is_staff(session: Session, person_id: UUID) -> bool:
    """Does this person hold a role other than learner?"""
    return bool(session.scalar(_is_staff(), {"held_by": person_id}))


@cache
def _is_staff() -> Any:
    """Built once, since each launch runs it."""
    held = select(RoleGrant.id).where(
        *is_staff_grant(),
        RoleGrant.person_id == bindparam("held_by", type_=RoleGrant.person_id.type),
    )
    return select(held.exists())


def is_staff_grant() -> tuple[ColumnElement[bool], ...]:
    """The SQL conditions for a current grant of a role other than learner."""
    return RoleGrant.role != "learner", RoleGrant.ended_at.is_(None)


def holders_of(session: Session, role: str, scope_type: str, scope_id: UUID) -> frozenset[UUID]:
    """People who hold this role in exactly this scope."""
    rows = session.scalars(
        select(RoleGrant.person_id).where(
            RoleGrant.role == role,
            RoleGrant.scope_type == scope_type,
            RoleGrant.scope_id == scope_id,
            RoleGrant.ended_at.is_(None),
        )
    )
    return frozenset(rows)


def has_administrator(session: Session) -> bool:
    """Does the installation have an active administrator?"""
    return count_other_administrators(session, None) > 0


def count_other_administrators(session: Session, person_id: UUID | None) -> int:
    """Number of active administrators of the platform, without this person."""
    query = (
        select(func.count(func.distinct(Person.id)))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == "administrator",
            RoleGrant.scope_type == "platform",
            RoleGrant.ended_at.is_(None),
            Person.active,
        )
    )
    if person_id is not None:
        query = query.where(Person.id != person_id)
    return session.scalar(query) or 0


def list_administrators(session: Session) -> list[UUID]:
    """Active administrators of the platform, in the order of their grants."""
    rows = session.execute(
        select(Person.id, func.min(RoleGrant.granted_at))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == "administrator",
            RoleGrant.scope_type == "platform",
            RoleGrant.ended_at.is_(None),
            Person.active,
        )
        .group_by(Person.id)
        .order_by(func.min(RoleGrant.granted_at), Person.id)
    )
    return [row.id for row in rows]
