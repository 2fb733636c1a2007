"""Lessons that learners have opened, and what they have done in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from sqlalchemy import Executable, bindparam, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson, Unit
from courses.catalogue.errors import LessonNotFound
from courses.enrolment.models import Enrolment
from courses.json_types import JsonMapping
from courses.progress.models import LessonProgress, UnitProgress
from lms.kernel.database.recurring_ids import RecurringId

PERSON_ID: Final = type_coerce(Enrolment.person_id, RecurringId)


@dataclass(frozen=True, slots=True)
class LessonVisit:
    """A lesson's content, its state ("" if unopened), and the ids of opened and skipped steps."""

    content: JsonMapping
    state: str
    steps_opened: tuple[str, ...]
    steps_skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit with a learner's completion (0 to 1); `share` is the last grade, from 0 to 1."""

    key: str
    block_type: str
    completion: float
    share: float | None


def lesson_work(session: Session, enrolment_id: UUID, lesson_id: UUID) -> tuple[UnitWork, ...]:
    """All units of a lesson with what the learner has done in them."""
    rows = session.execute(
        _lesson_work(), {"enrolment_id": enrolment_id, "lesson_id": lesson_id}
    ).all()
    return tuple(
        UnitWork(
            row.key,
            row.block_type,
            row.completion or 0.0,
            row.grade / row.max_grade if row.max_grade else None,
        )
        for row in rows
    )


def lesson_visit(session: Session, enrolment_id: UUID, lesson_id: UUID) -> LessonVisit:
    """The content of a lesson with what the learner has opened. Raises LessonNotFound."""
    row = session.execute(
        select(
            Lesson.content,
            LessonProgress.state,
            LessonProgress.steps_opened,
            LessonProgress.steps_skipped,
        )
        .join(Enrolment, Enrolment.course_version_id == Lesson.course_version_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.lesson_id == Lesson.id) & (LessonProgress.enrolment_id == Enrolment.id),
        )
        .where(Enrolment.id == enrolment_id, Lesson.id == lesson_id)
    ).one_or_none()
    if row is None:
        raise LessonNotFound(lesson=str(lesson_id))
    return LessonVisit(
        row.content,
        row.state or "",
        tuple(row.steps_opened or ()),
        tuple(row.steps_skipped or ()),
    )


def has_opened_lessons(session: Session, enrolment_id: UUID) -> bool:
    """Whether the learner has opened any lesson."""
    opened = exists().where(LessonProgress.enrolment_id == enrolment_id)
    return bool(session.scalar(select(opened)))


def first_lessons_opened(
    session: Session,
    version_ids: Collection[UUID],
    *,
    person_ids: Collection[UUID] | None = None,
) -> dict[UUID, datetime]:
    """When each account opened its first lesson of any of these versions.

    `person_ids` restricts it to these accounts.
    """
    wanted = [Enrolment.course_version_id.in_(version_ids)]
    if person_ids is not None:
        wanted.append(Enrolment.person_id.in_(person_ids))
    rows = session.execute(
        select(PERSON_ID, func.min(LessonProgress.opened_at))
        .join(LessonProgress, LessonProgress.enrolment_id == Enrolment.id)
        .where(*wanted)
        .group_by(Enrolment.person_id)
    )
    return {row[0]: row[1] for row in rows}


@cache
def _lesson_work() -> Executable:
    return (
        select(
            Unit.key,
            Unit.block_type,
            UnitProgress.completion,
            UnitProgress.grade,
            UnitProgress.max_grade,
        )
        .outerjoin(
            UnitProgress,
            (UnitProgress.unit_id == Unit.id)
            & (UnitProgress.enrolment_id == bindparam("enrolment_id")),
        )
        .where(Unit.lesson_id == bindparam("lesson_id"), Unit.parent_id.is_(None))
    )


def lesson_code(session: Session, lesson_id: UUID) -> str:
    """The code of a lesson. Raises LessonNotFound."""
    code = session.scalar(select(Lesson.code).where(Lesson.id == lesson_id))
    if code is None:
        raise LessonNotFound(lesson=str(lesson_id))
    return code
