"""The arm of a learner, which says which form comes first: drawn once, balanced per cohort."""

from datetime import datetime
from random import SystemRandom
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.attempts.models import ArmAssignment
from assessments.forms.assembly import ARM_BLOCK, next_arm
from assessments.kinds import Arm
from lms.kernel.database.row_locks import lock_rows

_random = SystemRandom()


def get_or_draw_arm(
    session: Session, *, context_id: UUID, cohort_id: UUID, learner_id: UUID, now: datetime
) -> Arm:
    """Return the learner's arm; draw and store it first if there is none.

    Callers hold the lock of `lock_starts`. Draws of a cohort wait for each other.
    """
    arm = session.scalar(
        select(ArmAssignment.arm).where(
            ArmAssignment.context_id == context_id, ArmAssignment.learner_id == learner_id
        )
    )
    if arm is not None:
        return arm
    count, block = lock_current_block(session, cohort_id)
    arm = next_arm(block, _random)
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


def lock_current_block(session: Session, cohort_id: UUID) -> tuple[int, list[Arm]]:
    """Return the number of arms of the cohort, and those of the block that is not full yet.

    Locks the cohort until the end of the transaction, so that no other draw reads the same block.
    """
    lock_rows(session, "cohort", [cohort_id])
    in_cohort = ArmAssignment.cohort_id == cohort_id
    count = session.scalar(select(func.max(ArmAssignment.sequence)).where(in_cohort)) or 0
    in_block = ArmAssignment.sequence > count - count % len(ARM_BLOCK)
    return count, list(session.scalars(select(ArmAssignment.arm).where(in_cohort, in_block)))
