"""Submit and decide claims. Callers commit."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
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
    """Store a claim with the authority in the person's own words, and return its id.

    Raises TextMissing, TextTooLong or ClaimPending.
    """
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
    """Approve or refuse a claim. Raises ClaimNotFound, ClaimDecided or OwnClaim."""
    row = select(CoordinatorClaim).where(CoordinatorClaim.id == claim_id)
    claim = session.scalar(row.with_for_update())
    if claim is None:
        raise ClaimNotFound()
    if claim.state != "open":
        raise ClaimDecided()
    if claim.person_id == decided_by:
        raise OwnClaim()
    claim.state, claim.decided_by = decision, decided_by
    claim.decided_at = max(now, claim.stated_at)
    _audit(session, f"coordinator.{decision}", claim, decided_by, now)


def mark_seen(session: Session, *, person_id: UUID, organisation_id: UUID, now: datetime) -> None:
    """Mark an approved claim as seen, which removes the notice on the home page."""
    unseen = (
        CoordinatorClaim.person_id == person_id,
        CoordinatorClaim.organisation_id == organisation_id,
        CoordinatorClaim.state == "approved",
        CoordinatorClaim.seen_at.is_(None),
    )
    session.execute(update(CoordinatorClaim).where(*unseen).values(seen_at=now))


def reject_open_claims_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Refuse the open claims of a person who is being erased."""
    is_open = CoordinatorClaim.person_id == person_id, CoordinatorClaim.state == "open"
    closed = {"state": "refused", "decided_at": later_of(now, CoordinatorClaim.stated_at)}
    session.execute(update(CoordinatorClaim).where(*is_open).values(closed))


def sealing_context(claim_id: UUID) -> str:
    """The context that binds the sealed authority to its claim."""
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
