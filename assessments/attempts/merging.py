"""What becomes of attempts when two accounts of one person are merged. Callers commit.

Attempts in a course that only the closed account learned move with their answers, scores and order
of forms. Where both learned it, attempts stay two and stay apart: those of the kept account count.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assessments.attempts.models import ArmAssignment, Attempt, ExtraTime
from assessments.attempts.time_limits import extra_time, grant_extra_time
from assessments.items.models import Assessment
from assessments.practice.models import PracticeCard, PracticePutAway
from assessments.rescoring.models import RescoringFinding


def move_attempts(
    session: Session, from_id: UUID, to_id: UUID, *, context_ids: Collection[UUID], now: datetime
) -> None:
    """All that was answered in these contexts; extra time comes along where it is more.

    The merge has to stand in the database before: the guards of attempts look for it.
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
    _take_over_extra_time(session, from_id, to_id, now)


def _take_over_extra_time(session: Session, from_id: UUID, to_id: UUID, now: datetime) -> None:
    percent = extra_time(session, from_id)
    if percent <= extra_time(session, to_id):
        return
    granted_by = session.scalars(
        select(ExtraTime.granted_by)
        .where(ExtraTime.learner_id == from_id)
        .order_by(ExtraTime.granted_at.desc(), ExtraTime.id.desc())
        .limit(1)
    ).one()
    grant_extra_time(session, learner_id=to_id, percent=percent, granted_by=granted_by, now=now)
