"""How far a learner is in the steps of a lesson."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from courses.block_host.runtime.registry import BlockRegistry
from courses.enrolment.queries import get_own_enrolment
from courses.lessons.steps import StepProgress, lesson_steps, remaining_steps
from courses.progress import service as progress
from courses.progress.errors import StepNotSkippable, StepsRemaining
from courses.progress.lesson_visits import lesson_visit, lesson_work
from lms.workflows.blocks.block_services import BLOCKS


def step_progress(
    session: Session,
    enrolment_id: UUID,
    lesson_id: UUID,
    *,
    opened: Collection[str],
    skipped: Collection[str],
) -> StepProgress:
    """Progress in the steps of a lesson, of which the learner has opened and skipped these."""
    units = lesson_work(session, enrolment_id, lesson_id)
    return StepProgress(
        opened=opened,
        skipped=skipped,
        awaited=frozenset(unit.key for unit in units if reports_completion(unit.block_type)),
        complete=frozenset(unit.key for unit in units if unit.completion >= 1),
        shares={unit.key: unit.share for unit in units if unit.share is not None},
    )


def require_all_steps(session: Session, enrolment_id: UUID, lesson_id: UUID) -> None:
    """Raise StepsRemaining if required activities of a lesson were not tried to the end.

    A lesson that is done already stays so. Raises LessonNotFound.
    """
    visit = lesson_visit(session, enrolment_id, lesson_id)
    steps = lesson_steps(visit.content, "id")
    if not steps or visit.state == "done":
        return
    done = step_progress(
        session,
        enrolment_id,
        lesson_id,
        opened=visit.steps_opened,
        skipped=visit.steps_skipped,
    )
    remaining = remaining_steps(steps, done)
    if remaining:
        raise StepsRemaining(count=len(remaining))


def skip_step(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    lesson_id: UUID,
    step_id: str,
    now: datetime,
) -> None:
    """Leave out a step with equal credit. Idempotent.

    Raises EnrolmentNotFound, LessonNotFound, and StepNotSkippable for a step that the author has
    not marked, or that the lesson does not have.
    """
    get_own_enrolment(session, enrolment_id, person_id=person_id)
    visit = lesson_visit(session, enrolment_id, lesson_id)
    steps = lesson_steps(visit.content, "id")
    if not any(step.id == step_id and step.is_skippable for step in steps):
        raise StepNotSkippable(step=step_id)
    progress.skip_step(
        session, enrolment_id=enrolment_id, lesson_id=lesson_id, step=step_id, now=now
    )


def reports_completion(block_type: str) -> bool:
    """Whether a block publishes its completion.

    False for third-party blocks, since many never do.
    """
    own = _own_blocks()
    return own.is_own(block_type) and bool(
        getattr(own.block_class(block_type), "reports_completion", False)
    )


@cache
def _own_blocks() -> BlockRegistry:
    return BlockRegistry(BLOCKS)
