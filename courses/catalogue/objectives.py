"""The objectives of a course version, as its lessons name them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson


@dataclass(frozen=True, slots=True)
class Objective:
    code: str
    text: str


def objectives(session: Session, version_id: UUID, *, language: str) -> tuple[Objective, ...]:
    """In the order of the lessons."""
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
