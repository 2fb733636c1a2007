"""Add, join, change and end memberships. Callers commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.kernel.texts.texts import clean_line
from lms.organisations.audit_trail import record_about
from lms.organisations.kinds import MAX_UNIT_LENGTH
from lms.organisations.members.errors import MembershipNotFound
from lms.organisations.members.models import Membership


def add_member(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    unit: str = "",
    group_name: str = "",
    added_by: UUID | None,
    now: datetime,
) -> UUID:
    """Add a member and return the id of the membership; an existing one stays unchanged."""
    existing = _open_membership(session, person_id, organisation_id)
    if existing is not None:
        return existing.id
    membership = Membership(
        id=new_id(),
        person_id=person_id,
        organisation_id=organisation_id,
        unit=clean_unit(unit),
        group_name=clean_unit(group_name),
        added_by=added_by,
        added_at=now,
    )
    try:
        with session.begin_nested():  # one of two concurrent inserts fails
            session.add(membership)
    except IntegrityError:
        return _get_membership(session, person_id, organisation_id).id
    _audit(session, "member.added", membership, added_by, now)
    return membership.id


def join_organisation(
    session: Session, *, person_id: UUID, organisation_id: UUID, now: datetime
) -> UUID:
    """Store that the person has joined, as a new member if needed. Returns the membership's id."""
    membership_id = add_member(
        session, person_id=person_id, organisation_id=organisation_id, added_by=None, now=now
    )
    membership = session.get_one(Membership, membership_id)
    if membership.joined_at is None:
        membership.joined_at = max(now, membership.added_at)
        _audit(session, "member.joined", membership, person_id, now)
    return membership_id


def assign_unit(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    unit: str,
    group_name: str,
    placed_by: UUID,
    now: datetime,
) -> None:
    """Change unit and group of a member. Raises MembershipNotFound."""
    membership = _get_membership(session, person_id, organisation_id)
    membership.unit, membership.group_name = clean_unit(unit), clean_unit(group_name)
    _audit(session, "member.placed", membership, placed_by, now)


def leave_organisation(
    session: Session, *, person_id: UUID, organisation_id: UUID, ended_by: UUID, now: datetime
) -> None:
    """End a membership. Raises MembershipNotFound."""
    membership = _get_membership(session, person_id, organisation_id)
    membership.left_at = max(now, membership.added_at)
    _audit(session, "member.left", membership, ended_by, now)


def erase_memberships(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End all memberships of a person who is being erased, and clear their units."""
    mine = Membership.person_id == person_id
    current = update(Membership).where(mine, Membership.left_at.is_(None))
    session.execute(current.values(left_at=later_of(now, Membership.added_at)))
    session.execute(update(Membership).where(mine).values(unit=None, group_name=None))


def clean_unit(text: str) -> str | None:
    """Clean the name of a unit or group; None if it is empty. Raises TextTooLong."""
    return clean_line(text, max_length=MAX_UNIT_LENGTH) or None


def _get_membership(session: Session, person_id: UUID, organisation_id: UUID) -> Membership:
    membership = _open_membership(session, person_id, organisation_id)
    if membership is None:
        raise MembershipNotFound()
    return membership


def _open_membership(session: Session, person_id: UUID, organisation_id: UUID) -> Membership | None:
    return session.scalar(
        select(Membership)
        .where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.left_at.is_(None),
        )
        .with_for_update()
    )


def _audit(
    session: Session, action: str, membership: Membership, actor_id: UUID | None, now: datetime
) -> None:
    record_about(
        session,
        action,
        membership.organisation_id,
        actor_id=actor_id,
        now=now,
        details={"person_id": str(membership.person_id)},
    )
