"""The state of a learner in a version, as a phone lays it over the pages of a pack."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.block_host.runtime.viewer import SealingKey
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.page_state import sealing_context
from courses.catalogue.content_models import Lesson, Unit
from courses.json_types import JsonObject
from courses.progress.models import LessonProgress, UnitProgress


@dataclass(frozen=True, slots=True)
class LearnerState:
    """Fields of blocks by unit, units that are complete, and lessons by code."""

    units: dict[str, JsonObject]
    complete: list[str]
    lessons: dict[str, JsonObject]


def learner_state(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    course_version_id: UUID,
    open_key: Callable[[], SealingKey],
) -> LearnerState:
    """All that the learner has done in the version. `open_key` unwraps the person's data key."""
    rows = session.execute(
        select(LearnerBlockState.unit_id, LearnerBlockState.sealed)
        .join(Unit, Unit.id == LearnerBlockState.unit_id)
        .where(
            LearnerBlockState.person_id == person_id, Unit.course_version_id == course_version_id
        )
    ).all()
    key = open_key() if rows else None
    units = {
        str(row.unit_id): key.unseal_json(
            row.sealed, context=sealing_context(person_id, (row.unit_id, ""))
        )
        for row in rows
        if key is not None
    }
    return LearnerState(
        units=units,  # type: ignore[arg-type]  # rows hold objects
        complete=[
            str(unit_id)
            for unit_id in session.scalars(
                select(UnitProgress.unit_id).where(
                    UnitProgress.enrolment_id == enrolment_id, UnitProgress.completion >= 1
                )
            )
        ],
        lessons=_lessons(session, enrolment_id),
    )


def _lessons(session: Session, enrolment_id: UUID) -> dict[str, JsonObject]:
    rows = session.execute(
        select(
            Lesson.code,
            LessonProgress.state,
            LessonProgress.step,
            LessonProgress.steps_opened,
            LessonProgress.steps_skipped,
        )
        .join(LessonProgress, LessonProgress.lesson_id == Lesson.id)
        .where(LessonProgress.enrolment_id == enrolment_id)
    )
    return {
        row.code: {
            "state": row.state,
            "step": row.step,
            "opened": row.steps_opened,
            "skipped": row.steps_skipped,
        }
        for row in rows
    }
