"""The objectives of a course version in the order of its lessons."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective in one language."""

    code: str
    text: str


def objectives(session: Session, version_id: UUID, *, language: str) -> tuple[Objective, ...]:
    """All objectives of a version in `language`, in the order of the lessons."""
    contents = session.scalars(
        select(Lesson.content)
        .where(Lesson.course_version_id == version_id)
        .order_by(Lesson.position)
    )
    return tuple(
        Objective(goal["id"], goal[f"text_{language}"])
        for content in contents
        for goal in content["objectives"]
    )
