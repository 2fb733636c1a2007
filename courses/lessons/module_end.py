"""Read model for the end of a module: its lessons with what the learner has done in them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule, Lesson
from courses.enrolment.models import Enrolment
from courses.json_types import JsonMapping
from courses.progress.models import LessonProgress


@dataclass(frozen=True, slots=True)
class ModuleLesson:
    """A lesson of a module; `state` is "" if it is unopened."""

    id: UUID
    code: str
    title: str
    content: JsonMapping
    state: str
    steps_opened: tuple[str, ...]
    steps_skipped: tuple[str, ...]

    def goal(self, language: str) -> str:
        """What the lesson is mainly for: its last objective, which builds on the others."""
        goals = self.content["objectives"]
        return str(goals[-1]["text_en" if language == "en" else "text_id"]) if goals else ""


def module_lessons(
    session: Session, enrolment_id: UUID, module_code: str, *, language: str
) -> tuple[ModuleLesson, ...]:
    """The lessons of a module of the learner's version, in order; empty if it has no such one."""
    title = Lesson.title_en if language == "en" else Lesson.title_id
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.code,
            title.label("title"),
            Lesson.content,
            LessonProgress.state,
            LessonProgress.steps_opened,
            LessonProgress.steps_skipped,
        )
        .join(CourseModule, CourseModule.id == Lesson.module_id)
        .join(Enrolment, Enrolment.course_version_id == Lesson.course_version_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.lesson_id == Lesson.id) & (LessonProgress.enrolment_id == Enrolment.id),
        )
        .where(Enrolment.id == enrolment_id, CourseModule.code == module_code)
        .order_by(Lesson.position)
    )
    return tuple(
        ModuleLesson(
            row.id,
            row.code,
            row.title,
            row.content,
            row.state or "",
            tuple(row.steps_opened or ()),
            tuple(row.steps_skipped or ()),
        )
        for row in rows
    )
