"""What other packages may read of memberships."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.organisations.members.errors import MembershipNotFound
from lms.organisations.members.models import Membership
from lms.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of an organisation now; who they are, accounts know."""

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
    """An organisation to which the reader belongs."""

    organisation_id: UUID
    name: str
    kind: str
    unit: str | None
    joined_at: datetime | None


def members_of(session: Session, organisation_id: UUID) -> list[Member]:
    """Those who have not left, in the order in which they were added."""
    mine = Membership.organisation_id == organisation_id, Membership.left_at.is_(None)
    rows = session.scalars(select(Membership).where(*mine).order_by(Membership.id))
    return [_member(row) for row in rows]


def joined_by_person(
    session: Session, organisation_id: UUID, *, person_id: UUID | None = None
) -> dict[UUID, bool]:
    """Whether each member has joined, or one of them.

    Asked of the connection, since they may be thousands.
    """
    mine = [Membership.organisation_id == organisation_id, Membership.left_at.is_(None)]
    if person_id is not None:
        mine.append(Membership.person_id == person_id)
    has_joined = Membership.joined_at.is_not(None)
    rows = session.execute(select(Membership.person_id, has_joined).where(*mine))
    return {row[0]: bool(row[1]) for row in rows}


def joined_pairs(session: Session, organisation_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Person and organisation of everybody who has joined one of these and has not left."""
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
    """How many members each of these has; those without any are left out."""
    mine = Membership.organisation_id.in_(organisation_ids), Membership.left_at.is_(None)
    counts = select(Membership.organisation_id, func.count()).where(*mine)
    rows = session.execute(counts.group_by(Membership.organisation_id))
    return {row[0]: row[1] for row in rows}


def memberships_of(session: Session, person_id: UUID) -> list[OwnMembership]:
    """Organisations that a person has joined, by name."""
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
