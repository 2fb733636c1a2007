"""What other packages may read about a learner's progress."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from courses.action_plans.models import ActionPlan
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Cohort, Enrolment
from courses.outline.content_models import CourseModule, Lesson
from courses.progress.models import LessonProgress, ScenarioResult
from lms.kernel.direct_rows import rows_of
from lms.kernel.statements import built_once

FINISHED = ("done", "skipped")


@dataclass(frozen=True, slots=True)
class Completion:
    """What counts towards completing a course. A skipped lesson counts as done."""

    lessons_total: int
    lessons_done: int
    scenarios_done: int
    plan_state: str | None
    plan_rule: str

    @property
    def has_all_lessons(self) -> bool:
        return self.lessons_done >= self.lessons_total

    @property
    def has_plan(self) -> bool:
        """The plan counts, by the rule of the cohort."""
        if self.plan_rule == "approved":
            return self.plan_state == "approved"
        return self.plan_state in ("submitted", "approved")


class LessonState(NamedTuple):
    """One lesson as its learner sees it; `state` is empty until they open it.

    A tuple, since a page makes dozens: a frozen dataclass takes several times as long.
    """

    code: str
    title: str
    minutes: int
    content_warning: int
    module_code: str
    state: str
    is_reopened: bool = False  # by a test that fell short, until it is read again

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    code: str
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
    def lessons_total(self) -> int:
        return sum(len(module.lessons) for module in self.modules)

    @property
    def lessons_done(self) -> int:
        return sum(lesson.is_finished for module in self.modules for lesson in module.lessons)

    @property
    def modules_done(self) -> int:
        return sum(module.is_finished for module in self.modules)

    @property
    def is_started(self) -> bool:
        return any(module.is_started for module in self.modules)

    @property
    def to_read_again(self) -> tuple[LessonState, ...]:
        return tuple(
            lesson for module in self.modules for lesson in module.lessons if lesson.is_reopened
        )


def completion(session: Session, enrolment_id: UUID) -> Completion:
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
    scenarios_done = (
        select(func.count())
        .select_from(ScenarioResult)
        .where(ScenarioResult.enrolment_id == Enrolment.id)
    )
    plan_state = select(ActionPlan.state).where(ActionPlan.enrolment_id == Enrolment.id)
    row = session.execute(
        select(
            lessons_total.scalar_subquery(),
            lessons_done.scalar_subquery(),
            scenarios_done.scalar_subquery(),
            plan_state.scalar_subquery(),
            Cohort.plan_rule,
        )
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if row is None:
        raise EnrolmentNotFound()
    return Completion(*row)


def has_opened_lessons(session: Session, enrolment_id: UUID) -> bool:
    opened = exists().where(LessonProgress.enrolment_id == enrolment_id)
    return bool(session.scalar(select(opened)))


def has_all_lessons(session: Session, enrolment_id: UUID) -> bool:
    """Each one done or skipped."""
    return completion(session, enrolment_id).has_all_lessons


def course_progress(session: Session, enrolment_id: UUID, *, language: str) -> CourseProgress:
    """Every lesson of the learner's version, in order, with its state."""
    statement = _lessons_of_learner("en" if language == "en" else "id")
    rows = rows_of(session, statement, {"enrolment_id": enrolment_id})
    lessons: list[LessonState] = []
    modules: dict[tuple[str, int, str], list[LessonState]] = {}
    last_visited = None
    for row in rows:
        code, title, minutes, warning, module, state, is_reopened, day, module_title, is_last = row
        lesson = LessonState(code, title, minutes, warning, module, state, bool(is_reopened))
        if is_last and last_visited is None:
            last_visited = len(lessons)
        lessons.append(lesson)
        modules.setdefault((module, day, module_title), []).append(lesson)
    return CourseProgress(
        tuple(ModuleProgress(*of, tuple(states)) for of, states in modules.items()),
        next_lesson(lessons, last_visited=last_visited),
    )


def next_lesson(lessons: list[LessonState], *, last_visited: int | None) -> LessonState | None:
    """The lesson visited last while it is open; else the next unfinished one, round the course."""
    start = last_visited or 0
    ordered = [*lessons[start:], *lessons[:start]]
    return next((lesson for lesson in ordered if not lesson.is_finished), None)


def last_visit() -> ColumnElement[Any]:
    """When the learner last opened a lesson; found once for all rows, as it depends on none."""
    visited = aliased(LessonProgress)
    latest = select(func.max(visited.visited_at))
    return latest.where(visited.enrolment_id == bindparam("enrolment_id")).scalar_subquery()


@built_once
def _lessons_of_learner(language: str) -> Any:
    """Built once, since building a statement takes longer than running it."""
    title = Lesson.title_en if language == "en" else Lesson.title_id
    module_title = CourseModule.title_en if language == "en" else CourseModule.title_id
    return (
        select(
            Lesson.code,
            title,
            Lesson.minutes,
            Lesson.content_warning,
            CourseModule.code,
            func.coalesce(LessonProgress.state, ""),
            (
                LessonProgress.reopened_at.is_not(None) & LessonProgress.read_again_at.is_(None)
            ).label("is_reopened"),
            CourseModule.day,
            module_title.label("module_title"),
            (LessonProgress.visited_at == last_visit()).label("is_last_visited"),
        )
        .select_from(Enrolment)
        .join(Lesson, Lesson.course_version_id == Enrolment.course_version_id)
        .join(CourseModule, CourseModule.id == Lesson.module_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.lesson_id == Lesson.id) & (LessonProgress.enrolment_id == Enrolment.id),
        )
        .where(Enrolment.id == bindparam("enrolment_id"))
        .order_by(Lesson.position)
    )
