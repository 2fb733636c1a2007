"""Read models of a learner's progress."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Executable, Text, bindparam, cast, exists, func, select
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.catalogue.content_models import Lesson, Unit
from courses.catalogue.errors import LessonNotFound
from courses.catalogue.models import CourseVersion
from courses.catalogue.queries import ModuleEntry, course_outline
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Cohort, Enrolment
from courses.json_types import JsonMapping
from courses.progress import scenario_rule
from courses.progress.models import LessonProgress, UnitProgress

FINISHED = ("done", "skipped")
MAX_CACHED = 100  # outlines of versions, some 20 kB each


@dataclass(frozen=True, slots=True)
class Completion:
    """What counts towards completing a course. A skipped lesson counts as done."""

    lessons_total: int
    lessons_done: int
    scenarios_done: int  # passed
    has_core_scenario: bool
    plan_state: str | None
    plan_rule: str

    @property
    def has_all_lessons(self) -> bool:
        return self.lessons_done >= self.lessons_total

    def has_scenarios(self, required: int) -> bool:
        """Whether enough scenarios are passed, among them a core one."""
        return self.scenarios_done >= required and self.has_core_scenario

    @property
    def has_plan(self) -> bool:
        """Whether the plan counts by the rule of the cohort."""
        if self.plan_rule == "approved":
            return self.plan_state == "approved"
        return self.plan_state in ("submitted", "approved")


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


def completion(session: Session, enrolment_id: UUID) -> Completion:
    """Raises EnrolmentNotFound."""
    lessons_total = (
        select(func.count())
        .select_from(Lesson)
        .where(Lesson.course_version_id == Enrolment.course_version_id)
    )
    lessons_done = (
        select(func.count())
        .select_from(LessonProgress)
        .where(LessonProgress.enrolment_id == Enrolment.id, LessonProgress.state.in_(FINISHED))
    )
    plan_state = select(ActionPlan.state).where(ActionPlan.enrolment_id == Enrolment.id)
    row = session.execute(
        select(
            lessons_total.scalar_subquery(),
            lessons_done.scalar_subquery(),
            scenario_rule.passed_count(),
            scenario_rule.has_core(),
            plan_state.scalar_subquery(),
            Cohort.plan_rule,
        )
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if row is None:
        raise EnrolmentNotFound()
    return Completion(*row)


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


def has_all_lessons(session: Session, enrolment_id: UUID) -> bool:
    """Whether all lessons are done or skipped. Raises EnrolmentNotFound."""
    return completion(session, enrolment_id).has_all_lessons


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


def first_lessons_opened(session: Session, version_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each account opened its first lesson of any of these versions."""
    rows = session.execute(
        select(Enrolment.person_id, func.min(LessonProgress.opened_at))
        .join(LessonProgress, LessonProgress.enrolment_id == Enrolment.id)
        .where(Enrolment.course_version_id.in_(version_ids))
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
