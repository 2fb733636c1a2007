"""What other packages may read of learning objectives."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outline.content_models import Lesson


@dataclass(frozen=True, slots=True)
class Objective:
    code: str
    text: str
    lesson_code: str


def objectives(session: Session, version_id: UUID, *, language: str) -> dict[str, Objective]:
    """All objectives of a version by their code, with the lesson that teaches each."""
    rows = session.execute(
        select(Lesson.code, Lesson.content).where(Lesson.course_version_id == version_id)
    )
    return {
        goal["id"]: Objective(goal["id"], goal[f"text_{language}"], lesson_code)
        for lesson_code, content in rows
        for goal in content["objectives"]
    }
