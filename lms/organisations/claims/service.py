"""What other packages may ask of claims. Callers commit."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.sealing.sealing import open_key
from lms.kernel.texts.texts import TextMissing, clean_text
from lms.organisations.audit_trail import record_about
from lms.organisations.claims.errors import ClaimDecided, ClaimNotFound, ClaimPending, OwnClaim
from lms.organisations.claims.models import CoordinatorClaim

MAX_AUTHORITY_LENGTH: Final = 500


def submit_claim(
    session: Session,
    *,
    organisation_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    authority: str,
    now: datetime,
) -> UUID:
    """By which office a person coordinates, in their own words. Raises ClaimStands."""
    text = clean_text(authority, max_length=MAX_AUTHORITY_LENGTH)
    if not text:
        raise TextMissing()
    claim_id = new_id()
    key = open_key(session, person_key_id)
    claim = CoordinatorClaim(
        id=claim_id,
        organisation_id=organisation_id,
        person_id=person_id,
        sealed=key.seal_json(text, context=sealing_context(claim_id)),
        state="open",
        stated_at=now,
    )
    try:
        with session.begin_nested():
            session.add(claim)
    except IntegrityError:
        raise ClaimPending() from None
    _audit(session, "coordinator.claimed", claim, person_id, now)
    return claim_id


def decide_on_claim(
    session: Session,
    claim_id: UUID,
    *,
    decision: Literal["approved", "refused"],
    decided_by: UUID,
    now: datetime,
) -> None:
    """Raises ClaimNotFound, ClaimDecided or OwnClaim."""
    row = select(CoordinatorClaim).where(CoordinatorClaim.id == claim_id)
    claim = session.scalar(row.with_for_update())
    if claim is None:
        raise ClaimNotFound()
    if claim.state != "open":
        raise ClaimDecided()
    if claim.person_id == decided_by:
        raise OwnClaim()
    claim.state, claim.decided_by, claim.decided_at = decision, decided_by, now
    _audit(session, f"coordinator.{decision}", claim, decided_by, now)


def mark_seen(session: Session, *, person_id: UUID, organisation_id: UUID, now: datetime) -> None:
    """The new coordinator has opened the organisation: the notice on their home goes away."""
    unseen = (
        CoordinatorClaim.person_id == person_id,
        CoordinatorClaim.organisation_id == organisation_id,
        CoordinatorClaim.state == "approved",
        CoordinatorClaim.seen_at.is_(None),
    )
    session.execute(update(CoordinatorClaim).where(*unseen).values(seen_at=now))


def reject_open_claims_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """For a person who is being erased: nobody decides on what they asked for."""
    standing = CoordinatorClaim.person_id == person_id, CoordinatorClaim.state == "open"
    closed = {"state": "refused", "decided_at": now}
    session.execute(update(CoordinatorClaim).where(*standing).values(closed))


def sealing_context(claim_id: UUID) -> str:
    return f"coordinator-claim:{claim_id}"


def _audit(
    session: Session, action: str, claim: CoordinatorClaim, actor_id: UUID, now: datetime
) -> None:
    record_about(
        session,
        action,
        claim.organisation_id,
        actor_id=actor_id,
        now=now,
        details={"person_id": str(claim.person_id)},
    )
