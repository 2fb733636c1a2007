"""Records a learner's progress in lessons, scenarios and units. Callers commit."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Executable, bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson, Scenario
from courses.catalogue.errors import LessonNotFound, ScenarioNotFound
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Enrolment
from courses.grading.models import BlockGrade
from courses.progress.errors import LessonNotSkippable
from courses.progress.models import LessonProgress, ScenarioResult, UnitProgress
from lms.kernel.clock import new_id

SKIPPABLE_FROM = 2


def open_lesson(
    session: Session,
    *,
    enrolment_id: UUID,
    lesson_id: UUID,
    step: str | None = None,
    now: datetime,
) -> None:
    """Record a visit of a lesson and of a step, where the learner resumes. Raises LessonNotFound.

    The caller has checked that the lesson has this step.
    """
    _require_lesson(session, enrolment_id, lesson_id)
    progress = _progress(session, enrolment_id, lesson_id, now)
    progress.visited_at = now
    if step is not None:
        progress.step = step
        if step not in progress.steps_opened:
            progress.steps_opened = [*progress.steps_opened, step]


def skip_step(
    session: Session, *, enrolment_id: UUID, lesson_id: UUID, step: str, now: datetime
) -> None:
    """Record that the learner leaves a step out. The caller has checked that this is allowed."""
    _require_lesson(session, enrolment_id, lesson_id)
    progress = _progress(session, enrolment_id, lesson_id, now)
    if step not in progress.steps_skipped:
        progress.steps_skipped = [*progress.steps_skipped, step]


def finish_lesson(
    session: Session,
    *,
    enrolment_id: UUID,
    lesson_id: UUID,
    state: Literal["done", "skipped"],
    now: datetime,
) -> None:
    """Finish a lesson. A skipped lesson may be done later; a done one stays done.

    A reopened lesson counts as read again.
    """
    lesson = _require_lesson(session, enrolment_id, lesson_id)
    if state == "skipped" and lesson.content_warning < SKIPPABLE_FROM:
        raise LessonNotSkippable(lesson=lesson.code)
    progress = _progress(session, enrolment_id, lesson_id, now)
    if progress.state == "open" or (progress.state, state) == ("skipped", "done"):
        progress.state = state
        progress.finished_at = now
    if progress.reopened_at is not None and progress.read_again_at is None:
        progress.read_again_at = now


def reopen_lessons(
    session: Session, *, enrolment_id: UUID, lesson_codes: Collection[str], reopened_at: datetime
) -> None:
    """Mark finished lessons for reading again; they stay done or skipped. Idempotent.

    `reopened_at` is the time at which the failed test was submitted.
    """
    lessons = select(Lesson.id).where(Lesson.code.in_(lesson_codes))
    session.execute(
        update(LessonProgress)
        .where(
            LessonProgress.enrolment_id == enrolment_id,
            LessonProgress.lesson_id.in_(lessons),
            LessonProgress.state != "open",
            or_(LessonProgress.reopened_at.is_(None), LessonProgress.reopened_at < reopened_at),
        )
        .values(reopened_at=reopened_at, read_again_at=None)
        .execution_options(synchronize_session=False)
    )


def end_reopening(session: Session, *, enrolment_id: UUID) -> None:
    """Clear the marks of lessons to read again, once the test is passed."""
    session.execute(
        update(LessonProgress)
        .where(LessonProgress.enrolment_id == enrolment_id, LessonProgress.read_again_at.is_(None))
        .values(reopened_at=None)
        .execution_options(synchronize_session=False)
    )


def finish_scenario(
    session: Session,
    *,
    enrolment_id: UUID,
    scenario_id: UUID,
    score: int,
    max_score: int,
    now: datetime,
) -> None:
    """Record a finished round of a scenario; the best score is stored. Raises ScenarioNotFound."""
    _require_scenario(session, enrolment_id, scenario_id)
    is_first = insert_if_absent(
        session,
        ScenarioResult,
        {
            "id": new_id(),
            "enrolment_id": enrolment_id,
            "scenario_id": scenario_id,
            "score": score,
            "max_score": max_score,
            "rounds": 1,
            "finished_at": now,
        },
    )
    if not is_first:
        result = session.scalars(
            select(ScenarioResult)
            .where(
                ScenarioResult.enrolment_id == enrolment_id,
                ScenarioResult.scenario_id == scenario_id,
            )
            .with_for_update()
        ).one()
        result.rounds += 1
        result.score = max(result.score, score)


def record_unit(
    session: Session,
    *,
    enrolment_id: UUID,
    unit_id: UUID,
    completion: float | None = None,
    grade: tuple[float, float] | None = None,
    now: datetime,
) -> None:
    """Record what a block has published: its completion (0 to 1), or a grade and its maximum."""
    values = {
        "new_id": new_id(),
        "new_enrolment": enrolment_id,
        "new_unit": unit_id,
        "new_completion": min(1.0, completion or 0.0),
        "now": now,
    }
    row = session.execute(_progress_upsert(session.get_bind().dialect.name), values).one()
    if grade is not None and grade != (row.grade, row.max_grade):
        _store_grade(session, row.id, (enrolment_id, unit_id), grade, now)


def _store_grade(
    session: Session,
    row_id: UUID,
    key: tuple[UUID, UUID],
    grade: tuple[float, float],
    now: datetime,
) -> None:
    """Store the new grade, and add it to the history of block grades."""
    value, max_grade = grade
    session.execute(
        update(UnitProgress)
        .where(UnitProgress.id == row_id)
        .values(grade=value, max_grade=max_grade)
        .execution_options(synchronize_session=False)
    )
    session.add(
        BlockGrade(
            id=new_id(),
            enrolment_id=key[0],
            unit_id=key[1],
            grade=value,
            max_grade=max_grade,
            published_at=now,
        )
    )


def _require_lesson(session: Session, enrolment_id: UUID, lesson_id: UUID) -> Lesson:
    lesson = session.scalar(
        select(Lesson)
        .join(Enrolment, Enrolment.course_version_id == Lesson.course_version_id)
        .where(Enrolment.id == enrolment_id, Lesson.id == lesson_id)
    )
    if lesson is None:
        raise LessonNotFound(lesson=str(lesson_id))
    return lesson


def _require_scenario(session: Session, enrolment_id: UUID, scenario_id: UUID) -> None:
    match = session.scalar(
        select(Scenario.id)
        .join(Enrolment, Enrolment.course_version_id == Scenario.course_version_id)
        .where(Enrolment.id == enrolment_id, Scenario.id == scenario_id)
    )
    if match is None:
        raise ScenarioNotFound(scenario=str(scenario_id))


def _progress(
    session: Session, enrolment_id: UUID, lesson_id: UUID, now: datetime
) -> LessonProgress:
    insert_if_absent(
        session,
        LessonProgress,
        {
            "id": new_id(),
            "enrolment_id": enrolment_id,
            "lesson_id": lesson_id,
            "state": "open",
            "opened_at": now,
            "visited_at": now,
            "steps_opened": [],
            "steps_skipped": [],
        },
    )
    return session.scalars(
        select(LessonProgress)
        .where(LessonProgress.enrolment_id == enrolment_id, LessonProgress.lesson_id == lesson_id)
        .with_for_update()
    ).one()


@cache
def _progress_upsert(dialect: str) -> Executable:
    """Upsert that raises the completion, locks the row, and returns its id and last grade.

    Cached, and a single statement: each handler call of a block runs it.
    """
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = UnitProgress.__table__.c
    given = {
        "id": bindparam("new_id", type_=table.id.type),
        "enrolment_id": bindparam("new_enrolment", type_=table.enrolment_id.type),
        "unit_id": bindparam("new_unit", type_=table.unit_id.type),
        "completion": bindparam("new_completion", type_=table.completion.type),
        "updated_at": bindparam("now", type_=table.updated_at.type),
    }
    statement = insert(UnitProgress.__table__).values(given)
    new = statement.excluded
    is_further = new.completion > table.completion
    upsert: Executable = statement.on_conflict_do_update(
        index_elements=[table.enrolment_id, table.unit_id],
        set_={
            "completion": case((is_further, new.completion), else_=table.completion),
            "updated_at": new.updated_at,
        },
    ).returning(table.id, table.grade, table.max_grade)
    return upsert
