"""The modules and lessons of a course with a learner's state, and the lesson that is next."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Executable, Text, bindparam, cast, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson
from courses.catalogue.queries import ModuleEntry, course_outline
from courses.enrolment.models import Enrolment
from courses.json_types import JsonMapping
from courses.progress.models import FINISHED, LessonProgress

MAX_CACHED = 100  # outlines of versions, some 20 kB each


class LessonState(NamedTuple):
    """A lesson with a learner's state: "" (unopened), "open", "done" or "skipped".

    A NamedTuple, since pages create dozens and a frozen dataclass is several times slower.
    """

    code: str
    title: str
    minutes: int
    content_warning: int
    module_code: str
    state: str
    is_reopened: bool = False  # by a failed test, until it is read again

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """A module with the states of its lessons; `number` is its position in the course, from 1."""

    code: str
    number: int
    day: int
    title: str
    lessons: tuple[LessonState, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def is_finished(self) -> bool:
        return all(lesson.is_finished for lesson in self.lessons)

    @property
    def is_started(self) -> bool:
        return any(lesson.state for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """All modules with their lessons, and the lesson where the learner goes on."""

    modules: tuple[ModuleProgress, ...]
    next_lesson: LessonState | None

    @property
    def next_module(self) -> ModuleProgress | None:
        """The module of the lesson where the learner goes on, or None after the last lesson."""
        lesson = self.next_lesson
        return next((m for m in self.modules if lesson and m.code == lesson.module_code), None)

    @property
    def lessons_total(self) -> int:
        return sum(len(module.lessons) for module in self.modules)

    @property
    def lessons_done(self) -> int:
        return sum(lesson.is_finished for module in self.modules for lesson in module.lessons)

    @property
    def modules_done(self) -> int:
        return sum(module.is_finished for module in self.modules)

    @property
    def minutes_left(self) -> int:
        """Minutes of all lessons that are not finished."""
        lessons = (lesson for module in self.modules for lesson in module.lessons)
        return sum(lesson.minutes for lesson in lessons if not lesson.is_finished)

    @property
    def is_started(self) -> bool:
        return any(module.is_started for module in self.modules)

    @property
    def to_read_again(self) -> tuple[LessonState, ...]:
        return tuple(
            lesson for module in self.modules for lesson in module.lessons if lesson.is_reopened
        )


_unopened: dict[tuple[str, str], tuple[ModuleProgress, ...]] = {}


def course_progress(session: Session, enrolment_id: UUID, *, language: str) -> CourseProgress:
    """Every lesson of the learner's version, in order, with its state."""
    rows = session.execute(_opened_lessons(), {"enrolment_id": enrolment_id}).all()
    if not rows:
        return CourseProgress((), None)
    opened = {row.code: row for row in rows}
    outline = unopened_modules(session, rows[0].version, "en" if language == "en" else "id")
    modules = tuple(_as_opened(module, opened) for module in outline)
    lessons = [lesson for module in modules for lesson in module.lessons]
    positions = (position for position, lesson in enumerate(lessons) if lesson.code == rows[0].code)
    return CourseProgress(modules, next_lesson(lessons, last_visited=next(positions, None)))


def _as_opened(module: ModuleProgress, opened: JsonMapping) -> ModuleProgress:
    """The module with the states of opened lessons, given by code."""
    if not any(lesson.code in opened for lesson in module.lessons):
        return module
    lessons = tuple(_seen(lesson, opened.get(lesson.code)) for lesson in module.lessons)
    return ModuleProgress(module.code, module.number, module.day, module.title, lessons)


def _seen(lesson: LessonState, row: Any) -> LessonState:
    return LessonState(*lesson[:5], row.state, bool(row.is_reopened)) if row else lesson


def next_lesson(lessons: list[LessonState], *, last_visited: int | None) -> LessonState | None:
    """The last visited lesson if unfinished; else the next unfinished one, wrapping around.

    `last_visited` is an index into `lessons`, or None. Returns None if all are finished.
    """
    start = last_visited or 0
    ordered = [*lessons[start:], *lessons[:start]]
    return next((lesson for lesson in ordered if not lesson.is_finished), None)


def unopened_modules(
    session: Session, version: str, language: Literal["id", "en"]
) -> tuple[ModuleProgress, ...]:
    """The outline of a version without any progress, cached per process.

    Versions are immutable. Another thread may clear the cache at any time.
    """
    key = (version, language)
    cached = _unopened.get(key)
    if cached is None:
        outline = course_outline(session, UUID(version), language=language)
        cached = tuple(_unopened_module(module) for module in outline)
        if len(_unopened) >= MAX_CACHED:
            _unopened.clear()
        _unopened[key] = cached
    return cached


def _unopened_module(module: ModuleEntry) -> ModuleProgress:
    lessons = tuple(
        LessonState(
            lesson.code, lesson.title, lesson.minutes, lesson.content_warning, module.code, ""
        )
        for lesson in module.lessons
    )
    return ModuleProgress(module.code, module.number, module.day, module.title, lessons)


@cache
def _opened_lessons() -> Executable:
    """Opened lessons of an enrolment, last visited first; one row with the version if none.

    The version is selected as text, which saves creating a UUID for each row.
    """
    return (
        select(
            cast(Enrolment.course_version_id, Text).label("version"),
            Lesson.code,
            LessonProgress.state,
            (
                LessonProgress.reopened_at.is_not(None) & LessonProgress.read_again_at.is_(None)
            ).label("is_reopened"),
        )
        .select_from(Enrolment)
        .outerjoin(LessonProgress, LessonProgress.enrolment_id == Enrolment.id)
        .outerjoin(Lesson, Lesson.id == LessonProgress.lesson_id)
        .where(Enrolment.id == bindparam("enrolment_id"))
        .order_by(LessonProgress.visited_at.desc(), Lesson.position)
    )
