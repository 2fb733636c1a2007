"""Whether a learner knows a page or a unit from another version of the course than that of now."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson, Scenario, Unit
from courses.catalogue.models import Course
from courses.enrolment.models import Enrolment, is_active


def had_lesson(session: Session, person_id: UUID, course_code: str, lesson_code: str) -> bool:
    """Whether a version that the person has left has a lesson with this code."""
    return _had(session, Lesson, person_id, course_code, Lesson.code == lesson_code)


def had_scenario(session: Session, person_id: UUID, course_code: str, scenario_code: str) -> bool:
    """Whether a version that the person has left has a scenario with this code."""
    return _had(session, Scenario, person_id, course_code, Scenario.code == scenario_code)


def had_unit(session: Session, person_id: UUID, course_code: str, unit_id: UUID) -> bool:
    """Whether the unit belongs to a version that the person has left."""
    return _had(session, Unit, person_id, course_code, Unit.id == unit_id)


def course_left(session: Session, person_id: UUID, unit_id: UUID) -> str | None:
    """The code of the course if the unit belongs to a version that the person has left."""
    query = (
        select(Course.code)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .join(Unit, Unit.course_version_id == Enrolment.course_version_id)
        .where(Unit.id == unit_id, Enrolment.person_id == person_id, ~is_active())
    )
    return session.scalar(query.limit(1))


def _had(
    session: Session,
    model: type[Lesson | Scenario | Unit],
    person_id: UUID,
    course_code: str,
    condition: ColumnElement[bool],
) -> bool:
    query = (
        select(model.id)
        .join(Enrolment, Enrolment.course_version_id == model.course_version_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            condition,
            Enrolment.person_id == person_id,
            ~is_active(),
            Course.code == course_code,
        )
    )
    return session.scalar(query.limit(1)) is not None
