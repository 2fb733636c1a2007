"""Which form comes first for a learner: drawn once for a course, stored, balanced in the cohort."""

from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.attempts.models import ArmAssignment
from assessments.forms.assembly import BLOCK, next_arm
from assessments.kinds import Arm

_chance = SystemRandom()


def get_or_draw_arm(
    session: Session, *, context_id: UUID, cohort_id: UUID, learner_id: UUID, now: datetime
) -> Arm:
    """The learner's arm, drawn now if there is none. Callers hold the lock on the assessments."""
    arm = session.scalar(
        select(ArmAssignment.arm).where(
            ArmAssignment.context_id == context_id, ArmAssignment.learner_id == learner_id
        )
    )
    if arm is not None:
        return arm
    count, block = _block_being_filled(session, cohort_id)
    arm = next_arm(block, _chance)
    session.add(
        ArmAssignment(
            context_id=context_id,
            cohort_id=cohort_id,
            learner_id=learner_id,
            sequence=count + 1,
            arm=arm,
            assigned_at=now,
        )
    )
    return arm


def _block_being_filled(session: Session, cohort_id: UUID) -> tuple[int, list[Arm]]:
    """How many arms the cohort has, and those of the block that is not full yet."""
    in_cohort = ArmAssignment.cohort_id == cohort_id
    count = session.scalar(select(func.max(ArmAssignment.sequence)).where(in_cohort)) or 0
    in_block = ArmAssignment.sequence > count - count % len(BLOCK)
    return count, list(session.scalars(select(ArmAssignment.arm).where(in_cohort, in_block)))
