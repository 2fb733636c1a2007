"""Read memberships."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from lms.organisations.members.errors import MembershipNotFound
from lms.organisations.members.models import Membership
from lms.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Member:
    """A current member of an organisation."""

    id: UUID
    person_id: UUID
    organisation_id: UUID
    unit: str | None
    group_name: str | None
    added_at: datetime
    joined_at: datetime | None

    @property
    def has_joined(self) -> bool:
        return self.joined_at is not None


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """A membership as its person sees it."""

    organisation_id: UUID
    name: str
    kind: str
    unit: str | None
    joined_at: datetime | None


def members_of(session: Session, organisation_id: UUID) -> list[Member]:
    """Current members, in the order in which they were added."""
    mine = Membership.organisation_id == organisation_id, Membership.left_at.is_(None)
    rows = session.scalars(select(Membership).where(*mine).order_by(Membership.id))
    return [_member(row) for row in rows]


def joined_by_person(
    session: Session, organisation_id: UUID, *, person_id: UUID | None = None
) -> dict[UUID, bool]:
    """Whether each current member has joined, by person; `person_id` restricts it to one."""
    mine = [Membership.organisation_id == organisation_id, Membership.left_at.is_(None)]
    if person_id is not None:
        mine.append(Membership.person_id == person_id)
    has_joined = Membership.joined_at.is_not(None)
    rows = session.execute(select(Membership.person_id, has_joined).where(*mine))
    return {row[0]: bool(row[1]) for row in rows}


def joined_pairs(session: Session, organisation_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Person and organisation of each current member of these who has joined."""
    mine = (
        Membership.organisation_id.in_(organisation_ids),
        Membership.left_at.is_(None),
        Membership.joined_at.is_not(None),
    )
    rows = session.execute(select(Membership.person_id, Membership.organisation_id).where(*mine))
    return {(row[0], row[1]) for row in rows}


def member(session: Session, *, person_id: UUID, organisation_id: UUID) -> Member:
    """Raises MembershipNotFound."""
    row = session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.left_at.is_(None),
        )
    )
    if row is None:
        raise MembershipNotFound()
    return _member(row)


def member_counts(session: Session, organisation_ids: Collection[UUID]) -> dict[UUID, int]:
    """Number of current members by organisation. Organisations without members are left out."""
    mine = Membership.organisation_id.in_(organisation_ids), Membership.left_at.is_(None)
    counts = select(Membership.organisation_id, func.count()).where(*mine)
    rows = session.execute(counts.group_by(Membership.organisation_id))
    return {row[0]: row[1] for row in rows}


def memberships_of(session: Session, person_id: UUID) -> list[OwnMembership]:
    """Organisations that a person has joined and not left, by name."""
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Membership.unit,
            Membership.joined_at,
        )
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id == person_id,
            Membership.left_at.is_(None),
            Membership.joined_at.is_not(None),
        )
        .order_by(func.lower(Organisation.name))
    )
    return [OwnMembership(*row) for row in rows]


def first_organisation(session: Session, person_id: UUID) -> UUID | None:
    """The organisation that a person joined first, of those they are in now."""
    row = session.connection().execute(_first_organisation(), {"person_id": person_id}).first()
    return row[0] if row else None


@cache
def _first_organisation() -> Select[Any]:
    return (
        select(Membership.organisation_id)
        .where(
            Membership.person_id == bindparam("person_id"),
            Membership.left_at.is_(None),
            Membership.joined_at.is_not(None),
        )
        .order_by(Membership.joined_at, Membership.id)
        .limit(1)
    )


def first_organisations(session: Session, person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The organisation that each of these people joined first, of those they are in now."""
    rows = session.execute(
        select(Membership.person_id, Membership.organisation_id)
        .where(
            Membership.person_id.in_(person_ids),
            Membership.left_at.is_(None),
            Membership.joined_at.is_not(None),
        )
        .order_by(Membership.joined_at.desc(), Membership.id.desc())
    )
    return {row[0]: row[1] for row in rows}  # the earliest comes last and replaces the others


def _member(row: Membership) -> Member:
    return Member(
        row.id,
        row.person_id,
        row.organisation_id,
        row.unit,
        row.group_name,
        row.added_at,
        row.joined_at,
    )
