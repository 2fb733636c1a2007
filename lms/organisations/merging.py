"""Transfer memberships, invitations and claims when two accounts are merged. Callers commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms.kernel.database.later_of import later_of
from lms.organisations.audit_trail import record_about
from lms.organisations.claims.models import CoordinatorClaim
from lms.organisations.invitations.models import Invitation
from lms.organisations.members.models import Membership
from lms.organisations.models import Organisation
from lms.organisations.moves.service import transfer_moves
from lms.organisations.roster.service import detach_rows_from


def transfer_memberships(session: Session, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """Transfer all rows to the remaining account. Where both accounts have a row, one stays.

    Roster rows lose their reference to the closed account, so an undo keeps its person.
    """
    for membership in _open_memberships(session, from_id):
        _transfer_membership(session, membership, to_id, now)
    past = Membership.person_id == from_id, Membership.left_at.is_not(None)
    session.execute(update(Membership).where(*past).values(person_id=to_id))
    _transfer_invitations(session, from_id, to_id, now)
    _transfer_claims(session, from_id, to_id, now)
    transfer_moves(session, from_id, to_id)
    detach_rows_from(session, [from_id])


def organisation_names_of(session: Session, person_id: UUID) -> list[str]:
    """Names of the organisations of this account, for a preview."""
    return list(
        session.scalars(
            select(Organisation.name)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(Membership.person_id == person_id, Membership.left_at.is_(None))
            .order_by(Organisation.name)
        )
    )


def _open_memberships(session: Session, person_id: UUID) -> list[Membership]:
    mine = Membership.person_id == person_id, Membership.left_at.is_(None)
    return list(session.scalars(select(Membership).where(*mine).with_for_update()))


def _transfer_membership(
    session: Session, membership: Membership, to_id: UUID, now: datetime
) -> None:
    """Unit and group of the remaining account win; missing values come from the other one."""
    own = {own.organisation_id: own for own in _open_memberships(session, to_id)}
    existing = own.get(membership.organisation_id)
    record_about(
        session,
        "member.merged",
        membership.organisation_id,
        actor_id=to_id,
        now=now,
        details={"person_id": str(to_id), "other_id": str(membership.person_id)},
    )
    if existing is None:
        membership.person_id = to_id
        return
    existing.unit = existing.unit or membership.unit
    existing.group_name = existing.group_name or membership.group_name
    if existing.joined_at is None and membership.joined_at is not None:
        existing.joined_at = max(now, existing.added_at)
    membership.left_at, membership.person_id = max(now, membership.added_at), to_id


def _transfer_invitations(session: Session, from_id: UUID, to_id: UUID, now: datetime) -> None:
    """Revoke invitations to organisations where the person is a member or invited already."""
    unused = Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    invited = select(Invitation.organisation_id).where(Invitation.person_id == to_id, *unused)
    joined = select(Membership.organisation_id).where(
        Membership.person_id == to_id, Membership.left_at.is_(None)
    )
    is_duplicate = or_(
        Invitation.organisation_id.in_(invited), Invitation.organisation_id.in_(joined)
    )
    mine = Invitation.person_id == from_id
    revoked = update(Invitation).where(mine, *unused, is_duplicate).values(revoked_at=now)
    session.execute(revoked.execution_options(synchronize_session=False))
    session.execute(update(Invitation).where(mine).values(person_id=to_id))


def _transfer_claims(session: Session, from_id: UUID, to_id: UUID, now: datetime) -> None:
    is_open = CoordinatorClaim.state == "open"
    claimed = select(CoordinatorClaim.organisation_id).where(
        CoordinatorClaim.person_id == to_id, is_open
    )
    mine = CoordinatorClaim.person_id == from_id
    duplicates = update(CoordinatorClaim).where(
        mine, is_open, CoordinatorClaim.organisation_id.in_(claimed)
    )
    closed = duplicates.values(
        state="refused", decided_at=later_of(now, CoordinatorClaim.stated_at)
    )
    session.execute(closed.execution_options(synchronize_session=False))
    session.execute(update(CoordinatorClaim).where(mine).values(person_id=to_id))
