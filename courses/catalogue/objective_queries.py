"""Learning objectives with their lessons, and which of them a learner was taught."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson
from courses.progress.models import LessonProgress


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective, with the code and title of the lesson that teaches it."""

    code: str
    text: str
    lesson_code: str
    lesson_title: str


def objectives(session: Session, version_id: UUID, *, language: str) -> dict[str, Objective]:
    """All objectives of a version by their code, with the lesson that teaches each."""
    title = Lesson.title_en if language == "en" else Lesson.title_id
    rows = session.execute(
        select(Lesson.code, title, Lesson.content).where(Lesson.course_version_id == version_id)
    )
    return {
        goal["id"]: Objective(goal["id"], goal[f"text_{language}"], lesson_code, lesson_title)
        for lesson_code, lesson_title, content in rows
        for goal in content["objectives"]
    }


def objectives_taught(
    session: Session, enrolment_id: UUID, *, lesson_id: UUID | None = None
) -> dict[str, datetime]:
    """Objectives of the finished lessons, or of `lesson_id` only, with the time of finishing.

    Skipped lessons do not count.
    """
    done = select(Lesson.content, LessonProgress.finished_at).join(
        LessonProgress, LessonProgress.lesson_id == Lesson.id
    )
    done = done.where(LessonProgress.enrolment_id == enrolment_id, LessonProgress.state == "done")
    if lesson_id is not None:
        done = done.where(Lesson.id == lesson_id)
    return {
        goal["id"]: finished_at
        for content, finished_at in session.execute(done)
        for goal in content["objectives"]
        if finished_at is not None
    }
