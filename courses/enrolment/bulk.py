"""Enrols many new people at once. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import CourseVersion
from courses.enrolment.models import Enrolment
from lms.kernel.clock import new_id


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """A person who is not enrolled in the course, and the cohort they join."""

    person_id: UUID
    cohort_id: UUID
    started_at: datetime


def add_enrolments(
    session: Session, enrolments: Collection[NewEnrolment], *, course_version_id: UUID
) -> dict[UUID, UUID]:
    """Enrol people in cohorts of one course version. Returns enrolment ids by person.

    Raises CourseNotFound, or IntegrityError for a person who is enrolled already.
    """
    version = session.get(CourseVersion, course_version_id)
    if version is None:
        raise CourseNotFound(course=str(course_version_id))
    ids = {enrolment.person_id: new_id() for enrolment in enrolments}
    rows = [
        {
            "id": ids[enrolment.person_id],
            "person_id": enrolment.person_id,
            "course_id": version.course_id,
            "course_version_id": version.id,
            "cohort_id": enrolment.cohort_id,
            "started_at": enrolment.started_at,
        }
        for enrolment in enrolments
    ]
    if rows:
        session.execute(insert(Enrolment), rows)
    return ids
