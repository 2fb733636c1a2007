"""Finishes the lessons of many enrolments at once. Callers commit."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson
from courses.progress.models import LessonProgress
from lms.kernel.clock import new_id


def add_finished_lessons(
    session: Session, finished_at: Mapping[UUID, datetime], *, course_version_id: UUID
) -> None:
    """Record that enrolments, by id, have finished all lessons of their version."""
    lessons = session.scalars(
        select(Lesson.id).where(Lesson.course_version_id == course_version_id)
    ).all()
    rows = [
        {
            "id": new_id(),
            "enrolment_id": enrolment_id,
            "lesson_id": lesson_id,
            "state": "done",
            "opened_at": at,
            "visited_at": at,
            "finished_at": at,
            "steps_opened": [],
            "steps_skipped": [],
        }
        for enrolment_id, at in finished_at.items()
        for lesson_id in lessons
    ]
    if rows:
        session.execute(insert(LessonProgress), rows)
