"""Whether a course version has a module, lesson or scenario."""

from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule, Lesson, Scenario

Part = Literal["module", "lesson", "scenario"]
MODELS: Final[dict[Part, type[CourseModule | Lesson | Scenario]]] = {
    "module": CourseModule,
    "lesson": Lesson,
    "scenario": Scenario,
}


def has_part(session: Session, version_id: UUID, part: Part, code: str) -> bool:
    """Whether the version has a part of this kind with this code."""
    model = MODELS[part]
    row = select(model.id).where(model.course_version_id == version_id, model.code == code)
    return session.scalar(row.limit(1)) is not None
