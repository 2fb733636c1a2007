"""The lessons and scenarios of a version as somebody without any state sees them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule, Lesson, Scenario
from courses.catalogue.queries import Opening
from courses.lessons.lesson_page import LearnerLesson


@dataclass(frozen=True, slots=True)
class VisitorScenario:
    """A scenario without anybody's result."""

    id: UUID
    code: str
    module_code: str
    title: str
    note: str
    minutes: int
    content_warning: int


def visitor_lessons(
    session: Session,
    course_version_id: UUID,
    *,
    course_code: str,
    opening: Opening,
    nobody: UUID,
    language: str,
) -> tuple[LearnerLesson, ...]:
    """All lessons in order; `nobody` stands for the enrolment and the cohort."""
    title = "title_en" if language == "en" else "title_id"
    rows = session.execute(
        select(Lesson, cast(Lesson.content, Text).label("content_text"), CourseModule)
        .join(CourseModule, CourseModule.id == Lesson.module_id)
        .where(Lesson.course_version_id == course_version_id)
        .order_by(Lesson.position)
    ).all()
    numbers: dict[UUID, int] = {}
    lessons = []
    for lesson, content_text, module in rows:
        numbers[module.id] = numbers.get(module.id, 0) + 1
        lessons.append(
            LearnerLesson(
                enrolment_id=nobody,
                course_version_id=course_version_id,
                cohort_id=nobody,
                course_code=course_code,
                opening=opening,
                id=lesson.id,
                code=lesson.code,
                position=lesson.position,
                title=getattr(lesson, title),
                minutes=lesson.minutes,
                content_warning=lesson.content_warning,
                content_text=content_text,
                module_id=module.id,
                module_code=module.code,
                module_number=module.position,
                module_title=getattr(module, title),
                state="",
                is_last_visited=False,
                is_reopened=False,
                has_opened_any=True,
                number=numbers[module.id],
                step=None,
                steps_opened=(),
                steps_skipped=(),
            )
        )
    return tuple(lessons)


def visitor_scenarios(
    session: Session, course_version_id: UUID, *, language: str
) -> tuple[VisitorScenario, ...]:
    """All scenarios in order."""
    title, note = (
        (Scenario.title_en, Scenario.note_en)
        if language == "en"
        else (Scenario.title_id, Scenario.note_id)
    )
    rows = session.execute(
        select(
            Scenario.id,
            Scenario.code,
            Scenario.module_code,
            title,
            note,
            Scenario.minutes,
            Scenario.content_warning,
        )
        .where(Scenario.course_version_id == course_version_id)
        .order_by(Scenario.position)
    )
    return tuple(VisitorScenario(*row) for row in rows)


def first_lesson_code(session: Session, course_version_id: UUID) -> str:
    """The code of the first lesson of a version; empty if it has none."""
    code = session.scalar(
        select(Lesson.code)
        .where(Lesson.course_version_id == course_version_id)
        .order_by(Lesson.position)
        .limit(1)
    )
    return code or ""
