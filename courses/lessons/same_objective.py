"""Finds another activity on the objectives of a lesson that a learner has left out."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson
from courses.lessons.steps import lesson_steps
from courses.progress.service import SKIPPABLE_FROM


@dataclass(frozen=True, slots=True)
class OtherActivity:
    """A step of a lesson that recalls one of the objectives; it is another case."""

    lesson_code: str
    lesson_title: str
    step_id: str


def other_activity(
    session: Session, course_version_id: UUID, lesson_code: str, *, language: str
) -> OtherActivity | None:
    """The first step of another lesson that recalls an objective of this lesson, or None.

    Lessons on a crisis are left out.
    """
    title = Lesson.title_en if language == "en" else Lesson.title_id
    rows = session.execute(
        select(Lesson.code, title.label("title"), Lesson.content, Lesson.content_warning)
        .where(Lesson.course_version_id == course_version_id)
        .order_by(Lesson.position)
    ).all()
    goals = {
        goal["id"] for row in rows if row.code == lesson_code for goal in row.content["objectives"]
    }
    steps = (
        OtherActivity(row.code, row.title, step.id)
        for row in rows
        if row.code != lesson_code and row.content_warning < SKIPPABLE_FROM
        for step in lesson_steps(row.content, language)
        if step.recalls in goals
    )
    return next(steps, None)
