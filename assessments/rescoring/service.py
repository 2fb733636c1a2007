"""Decides and executes rescorings, learner by learner; keeps old scores. Callers commit."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.models import Attempt, AttemptSlot, Score
from assessments.items.models import Assessment
from assessments.kinds import Effect
from assessments.rescoring.models import Rescoring, RescoringFinding
from assessments.rescoring.rescoring import Change, find_score_changes
from assessments.rescoring.rulings import get_all_rulings
from assessments.rescoring.targets import Target, is_affected, target_from_rescoring
from assessments.scoring.score import SCORING_VERSION
from lms.kernel.clock import new_id


def decide_rescoring(
    session: Session,
    target: Target,
    *,
    regrade_id: UUID,
    bank_code: str,
    reason: str,
    decided_by: UUID | None,
    now: datetime,
) -> bool:
    """Store a decision. Returns False, without a change, if the id exists. Raises ReasonMissing."""
    if not reason.strip():
        raise errors.ReasonMissing()
    _lock_assessments(session, target)
    if session.get(Rescoring, regrade_id) is not None:
        return False
    session.add(
        Rescoring(
            id=regrade_id,
            bank_code=bank_code,
            rule=target.rule,
            item_version_id=target.item_version_id,
            key_version_id=target.key_version_id,
            assessment_id=target.assessment_id,
            attempt_id=target.attempt_id,
            reason=reason.strip(),
            decided_by=decided_by,
            decided_at=now,
        )
    )
    session.flush()  # scores and findings reference it without an ORM relationship
    return True


def find_pending_changes(
    session: Session, regrade_id: UUID, learner_ids: Collection[UUID]
) -> list[Change]:
    """Return the score changes of these learners not written yet; empty on a retry."""
    target = target_from_rescoring(session.get_one(Rescoring, regrade_id))
    return find_score_changes(session, learner_ids, is_affected(target), get_all_rulings(session))


def write_scores(
    session: Session, regrade_id: UUID, changes: Sequence[Change], *, now: datetime
) -> None:
    """Add a score with the reason to each changed attempt; earlier scores stay."""
    reason = session.get_one(Rescoring, regrade_id).reason
    rows: list[dict[str, object]] = [
        {
            "id": new_id(),
            "attempt_id": change.attempt_id,
            "number": change.score_number + 1,
            "scoring_version": SCORING_VERSION,
            "points": change.after.points,
            "max_points": change.after.max_points,
            "percent": change.after.percent,
            "has_passed": change.after.has_passed,
            "slot_points": change.slot_points,
            "reason": reason,
            "regrade_id": regrade_id,
            "scored_at": now,
        }
        for change in changes
    ]
    if rows:
        session.execute(insert(Score), rows)


def record_finding(
    session: Session,
    regrade_id: UUID,
    *,
    learner_id: UUID,
    certificate_id: UUID,
    effect: Effect,
    now: datetime,
) -> None:
    """Record an affected certificate once; a retry changes nothing."""
    existing = session.scalar(
        select(RescoringFinding.id).where(
            RescoringFinding.regrade_id == regrade_id,
            RescoringFinding.certificate_id == certificate_id,
        )
    )
    if existing is None:
        session.add(
            RescoringFinding(
                regrade_id=regrade_id,
                learner_id=learner_id,
                certificate_id=certificate_id,
                effect=effect,
                found_at=now,
            )
        )


def keep_certificate(
    session: Session, regrade_id: UUID, finding_id: UUID, *, kept_by: UUID, now: datetime
) -> UUID | None:
    """Record that a certificate stays valid and return it; None if already decided.

    Raises RescoringNotFound.
    """
    finding = session.get(RescoringFinding, finding_id)
    if finding is None or finding.regrade_id != regrade_id or finding.effect == "issued":
        raise errors.RescoringNotFound()
    if finding.kept_at is not None:
        return None
    finding.kept_by, finding.kept_at = kept_by, now
    return finding.certificate_id


def _lock_assessments(session: Session, target: Target) -> None:
    """Lock the affected assessments, so that concurrent submissions finish before or wait."""
    query = select(Assessment.id)
    if target.assessment_id is not None:
        query = query.where(Assessment.id == target.assessment_id)
    else:
        query = query.where(
            Assessment.id.in_(
                select(Attempt.assessment_id)
                .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
                .where(AttemptSlot.item_version_id == target.item_version_id)
            )
        )
    session.execute(query.order_by(Assessment.id).with_for_update())
