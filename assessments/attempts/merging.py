"""Moves attempts when two accounts of one person are merged. Callers commit.

Attempts in a course that only the closed account took move with their answers, scores and arm. If
both accounts took a course, attempts are not combined; those of the remaining account count.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assessments.attempts.models import ArmAssignment, Attempt, ExtraTime
from assessments.attempts.time_limits import get_extra_time, grant_extra_time
from assessments.items.models import Assessment
from assessments.practice.models import PracticeCard, PracticePutAway
from assessments.rescoring.models import RescoringFinding


def move_attempts(
    session: Session, from_id: UUID, to_id: UUID, *, context_ids: Collection[UUID], now: datetime
) -> None:
    """Move attempts and practice of these contexts, and extra time if it is longer.

    The merge must be stored before, since triggers on attempts check it.
    """
    assessments = select(Assessment.id).where(Assessment.context_id.in_(context_ids))
    session.execute(
        update(Attempt)
        .where(Attempt.learner_id == from_id, Attempt.assessment_id.in_(assessments))
        .values(learner_id=to_id)
        .execution_options(synchronize_session=False)
    )
    for table in (ArmAssignment, PracticeCard, PracticePutAway):
        session.execute(
            update(table)
            .where(table.learner_id == from_id, table.context_id.in_(context_ids))
            .values(learner_id=to_id)
            .execution_options(synchronize_session=False)
        )
    findings = update(RescoringFinding).where(RescoringFinding.learner_id == from_id)
    session.execute(findings.values(learner_id=to_id))
    _move_extra_time(session, from_id, to_id, now)


def _move_extra_time(session: Session, from_id: UUID, to_id: UUID, now: datetime) -> None:
    percent = get_extra_time(session, from_id)
    if percent <= get_extra_time(session, to_id):
        return
    granted_by = session.scalars(
        select(ExtraTime.granted_by)
        .where(ExtraTime.learner_id == from_id)
        .order_by(ExtraTime.granted_at.desc(), ExtraTime.id.desc())
        .limit(1)
    ).one()
    grant_extra_time(session, learner_id=to_id, percent=percent, granted_by=granted_by, now=now)
