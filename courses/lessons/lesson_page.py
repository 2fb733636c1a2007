"""Read models for the page of a lesson of an enrolled learner."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Label, Text, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from courses.catalogue.content_models import CourseModule, Lesson
from courses.catalogue.errors import LessonNotFound
from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.queries import Opening, has_opening, opening_from
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Enrolment, is_active
from courses.json_types import JsonMapping
from courses.progress.models import FINISHED, LessonProgress


@dataclass(frozen=True, slots=True)
class LearnerLesson:
    """A lesson with the learner's state."""

    enrolment_id: UUID
    course_version_id: UUID
    cohort_id: UUID
    course_code: str
    opening: Opening
    id: UUID
    code: str
    position: int
    title: str
    minutes: int
    content_warning: int
    content_text: str
    module_id: UUID
    module_code: str
    module_number: int  # in the course, from 1
    module_title: str
    state: str
    is_last_visited: bool
    is_reopened: bool
    has_opened_any: bool
    number: int  # in its module, from 1
    step: str | None  # opened last
    steps_opened: tuple[str, ...]
    steps_skipped: tuple[str, ...]

    @property
    def content(self) -> JsonMapping:
        """The content in both languages; parsed on access."""
        value: JsonMapping = json.loads(self.content_text)
        return value

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


@dataclass(frozen=True, slots=True)
class AdjacentLesson:
    """A lesson of the same module, or the one before or after."""

    code: str
    title: str
    minutes: int
    position: int
    module_code: str
    is_finished: bool


def learner_lesson(
    session: Session,
    person_id: UUID,
    course_code: str,
    lesson_code: str,
    *,
    language: str,
    is_loopback: bool,
) -> LearnerLesson:
    """A lesson of the learner's version. Raises LessonNotFound or EnrolmentNotFound."""
    row = session.execute(
        _lesson_of_learner("en" if language == "en" else "id", is_loopback),
        {"person_id": person_id, "course_code": course_code, "lesson_code": lesson_code},
    ).first()
    if row is None:
        raise EnrolmentNotFound(course=course_code)
    if row.id is None:
        raise LessonNotFound(lesson=lesson_code)
    return _lesson_in(row, course_code, lesson_code)


def _lesson_in(row: Any, course_code: str, lesson_code: str) -> LearnerLesson:
    return LearnerLesson(
        enrolment_id=row.enrolment_id,
        course_version_id=row.course_version_id,
        cohort_id=row.cohort_id,
        course_code=course_code,
        opening=opening_from(row.review_state, bool(row.is_opened)),
        id=row.id,
        code=lesson_code,
        position=row.position,
        title=row.title,
        minutes=row.minutes,
        content_warning=row.content_warning,
        content_text=row.content_text,
        module_id=row.module_id,
        module_code=row.module_code,
        module_number=row.module_number,
        module_title=row.module_title,
        state=row.state or "",
        is_reopened=row.reopened_at is not None and row.read_again_at is None,
        is_last_visited=row.visited_at is not None and row.visited_at == row.last_visit,
        has_opened_any=row.last_visit is not None,
        number=row.number,
        step=row.step,
        steps_opened=tuple(row.steps_opened or ()),
        steps_skipped=tuple(row.steps_skipped or ()),
    )


def adjacent_lessons(
    session: Session, lesson: LearnerLesson, *, language: str
) -> tuple[AdjacentLesson, ...]:
    """Lessons of the same module, and the previous and next lesson, in order."""
    rows = session.execute(
        _adjacent_lessons("en" if language == "en" else "id"),
        {
            "enrolment_id": lesson.enrolment_id,
            "version_id": lesson.course_version_id,
            "module_id": lesson.module_id,
            "before": lesson.position - 1,
            "after": lesson.position + 1,
        },
    )
    return tuple(
        AdjacentLesson(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows
    )


@cache
def _lesson_of_learner(language: str, is_loopback: bool) -> Executable:
    """Cached: building the statement takes longer than running it."""
    return (
        select(*_lesson_columns(language, is_loopback))
        .select_from(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .outerjoin(
            Lesson,
            (Lesson.course_version_id == CourseVersion.id)
            & (Lesson.code == bindparam("lesson_code")),
        )
        .outerjoin(CourseModule, CourseModule.id == Lesson.module_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.lesson_id == Lesson.id) & (LessonProgress.enrolment_id == Enrolment.id),
        )
        .where(
            Enrolment.person_id == bindparam("person_id"),
            Course.code == bindparam("course_code"),
            is_active(),
        )
    )


def _lesson_columns(language: str, is_loopback: bool) -> tuple[Any, ...]:
    return (
        Enrolment.id.label("enrolment_id"),
        Enrolment.course_version_id,
        Enrolment.cohort_id,
        CourseVersion.review_state,
        has_opening(is_loopback=is_loopback).label("is_opened"),
        Lesson.id,
        Lesson.position,
        _text(Lesson, language),
        Lesson.minutes,
        Lesson.content_warning,
        cast(Lesson.content, Text).label("content_text"),
        Lesson.module_id,
        CourseModule.code.label("module_code"),
        CourseModule.position.label("module_number"),
        _text(CourseModule, language).label("module_title"),
        LessonProgress.state,
        LessonProgress.visited_at,
        LessonProgress.reopened_at,
        LessonProgress.read_again_at,
        LessonProgress.step,
        LessonProgress.steps_opened,
        LessonProgress.steps_skipped,
        _last_visit(),
        _number_in_module(),
    )


@cache
def _adjacent_lessons(language: str) -> Executable:
    """OR instead of IN, which SQLAlchemy re-renders at each run."""
    return (
        select(
            Lesson.code,
            _text(Lesson, language),
            Lesson.minutes,
            Lesson.position,
            CourseModule.code,
            or_(LessonProgress.state == "done", LessonProgress.state == "skipped"),
        )
        .join(CourseModule, CourseModule.id == Lesson.module_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.lesson_id == Lesson.id)
            & (LessonProgress.enrolment_id == bindparam("enrolment_id")),
        )
        .where(
            Lesson.course_version_id == bindparam("version_id"),
            or_(
                Lesson.module_id == bindparam("module_id"),
                Lesson.position == bindparam("before"),
                Lesson.position == bindparam("after"),
            ),
        )
        .order_by(Lesson.position)
    )


def _last_visit() -> Label[datetime]:
    return (
        select(func.max(LessonProgress.visited_at))
        .where(LessonProgress.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
        .label("last_visit")
    )


def _number_in_module() -> Label[int]:
    other = aliased(Lesson)
    return (
        select(func.count())
        .select_from(other)
        .where(other.module_id == Lesson.module_id, other.position <= Lesson.position)
        .correlate(Lesson)
        .scalar_subquery()
        .label("number")
    )


def _text(model: type[Lesson | CourseModule], language: str) -> Label[str]:
    """The title in the reader's language."""
    return (model.title_en if language == "en" else model.title_id).label("title")
