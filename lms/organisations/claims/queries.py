"""Read claims to coordinate."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.organisations.claims.errors import ClaimNotFound
from lms.organisations.claims.models import CoordinatorClaim
from lms.organisations.claims.service import sealing_context
from lms.organisations.models import Organisation
from lms.organisations.queries import ids_below


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim without the stated authority, which `stated_authority` reads."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_state: str
    parent_id: UUID | None
    person_id: UUID
    state: str
    stated_at: datetime


def claim(session: Session, claim_id: UUID) -> Claim:
    """Raises ClaimNotFound."""
    row = session.execute(_claims().where(CoordinatorClaim.id == claim_id)).one_or_none()
    if row is None:
        raise ClaimNotFound()
    return Claim(*row)


def open_claims(session: Session, tops: Collection[UUID] | None) -> list[Claim]:
    """Open claims to these organisations and all below, or all if `tops` is None; oldest first."""
    query = _claims().where(CoordinatorClaim.state == "open")
    if tops is not None:
        query = query.where(CoordinatorClaim.organisation_id.in_(ids_below(tops)))
    return [Claim(*row) for row in session.execute(query.order_by(CoordinatorClaim.stated_at))]


def count_open_claims(session: Session, tops: Collection[UUID] | None, *, other_than: UUID) -> int:
    """Number of open claims that this person could decide.

    These are claims of others to organisations below `tops`, or to all if `tops` is None. A claim
    to one of `tops` itself is decided above it, so it counts only if it is below another one.
    """
    query = (
        select(func.count())
        .select_from(CoordinatorClaim)
        .join(Organisation, Organisation.id == CoordinatorClaim.organisation_id)
        .where(CoordinatorClaim.state == "open", CoordinatorClaim.person_id != other_than)
    )
    if tops is not None:
        query = query.where(Organisation.parent_id.in_(ids_below(tops)))
    return session.scalar(query) or 0


def unseen_approvals(
    session: Session, person_id: UUID, *, organisation_id: UUID | None = None
) -> list[Claim]:
    """Approved claims whose organisation the person has not opened since."""
    query = _claims().where(
        CoordinatorClaim.person_id == person_id,
        CoordinatorClaim.state == "approved",
        CoordinatorClaim.seen_at.is_(None),
    )
    if organisation_id is not None:
        query = query.where(CoordinatorClaim.organisation_id == organisation_id)
    return [Claim(*row) for row in session.execute(query.order_by(CoordinatorClaim.decided_at))]


def has_open_claim(session: Session, organisation_id: UUID) -> bool:
    """Is there an open claim to this organisation?"""
    mine = CoordinatorClaim.organisation_id == organisation_id, CoordinatorClaim.state == "open"
    return session.scalar(select(CoordinatorClaim.id).where(*mine).limit(1)) is not None


def claims_of(session: Session, person_id: UUID) -> list[Claim]:
    """Claims of a person, newest first."""
    query = _claims().where(CoordinatorClaim.person_id == person_id)
    ordered = query.order_by(CoordinatorClaim.stated_at.desc(), CoordinatorClaim.id.desc())
    return [Claim(*row) for row in session.execute(ordered)]


def stated_authority(session: Session, claim_id: UUID, *, person_key_id: UUID) -> str:
    """What the claimant wrote; empty once they are erased. Raises ClaimNotFound."""
    sealed = session.scalar(select(CoordinatorClaim.sealed).where(CoordinatorClaim.id == claim_id))
    if sealed is None:
        raise ClaimNotFound()
    try:
        key = open_key(session, person_key_id)
    except KeyDestroyed:
        return ""
    return str(key.unseal_json(sealed, context=sealing_context(claim_id)))


def _claims() -> Any:
    return select(
        CoordinatorClaim.id,
        CoordinatorClaim.organisation_id,
        Organisation.name,
        Organisation.state.label("organisation_state"),
        Organisation.parent_id,
        CoordinatorClaim.person_id,
        CoordinatorClaim.state,
        CoordinatorClaim.stated_at,
    ).join(Organisation, Organisation.id == CoordinatorClaim.organisation_id)
