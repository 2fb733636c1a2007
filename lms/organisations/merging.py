"""This domain's part of merging two accounts of one person. Callers commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.organisations.audit_trail import record_about
from lms.organisations.claims.models import CoordinatorClaim
from lms.organisations.invitations.models import Invitation
from lms.organisations.members.models import Membership
from lms.organisations.models import Organisation
from lms.organisations.moves.service import transfer_moves
from lms.organisations.roster.service import detach_rows_from


def transfer_memberships(session: Session, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """Memberships, invitations and claims follow; where both accounts have one, one stays.

    Undoing a roster no longer finds the closed account: who merged has joined, and is kept.
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
    """The organisations that this account belongs to, for a preview."""
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
    """The kept account says where somebody belongs; what it does not say comes from the other."""
    here = {one.organisation_id: one for one in _open_memberships(session, to_id)}
    standing = here.get(membership.organisation_id)
    record_about(
        session,
        "member.merged",
        membership.organisation_id,
        actor_id=to_id,
        now=now,
        details={"person_id": str(to_id), "other_id": str(membership.person_id)},
    )
    if standing is None:
        membership.person_id = to_id
        return
    standing.unit = standing.unit or membership.unit
    standing.group_name = standing.group_name or membership.group_name
    if standing.joined_at is None and membership.joined_at is not None:
        standing.joined_at = now
    membership.left_at, membership.person_id = now, to_id


def _transfer_invitations(session: Session, from_id: UUID, to_id: UUID, now: datetime) -> None:
    """An invitation to where the person is asked in or belongs already is over."""
    unused = Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    asked = select(Invitation.organisation_id).where(Invitation.person_id == to_id, *unused)
    belongs = select(Membership.organisation_id).where(
        Membership.person_id == to_id, Membership.left_at.is_(None)
    )
    needless = Invitation.organisation_id.in_(asked) | Invitation.organisation_id.in_(belongs)
    mine = Invitation.person_id == from_id
    over = update(Invitation).where(mine, *unused, needless).values(revoked_at=now)
    session.execute(over.execution_options(synchronize_session=False))
    session.execute(update(Invitation).where(mine).values(person_id=to_id))


def _transfer_claims(session: Session, from_id: UUID, to_id: UUID, now: datetime) -> None:
    waiting = CoordinatorClaim.state == "open"
    asked = select(CoordinatorClaim.organisation_id).where(
        CoordinatorClaim.person_id == to_id, waiting
    )
    mine = CoordinatorClaim.person_id == from_id
    twice = update(CoordinatorClaim).where(
        mine, waiting, CoordinatorClaim.organisation_id.in_(asked)
    )
    closed = twice.values(state="refused", decided_at=now)
    session.execute(closed.execution_options(synchronize_session=False))
    session.execute(update(CoordinatorClaim).where(mine).values(person_id=to_id))
