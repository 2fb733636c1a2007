"""Enrol a person in the newest open version of a course."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue import queries as outline
from courses.catalogue.errors import CourseClosed
from courses.enrolment.service import enrol_learner
from lms.kernel.ports import get_ports


def join_course(session: Session, *, person_id: UUID, course_code: str, now: datetime) -> UUID:
    """Enrol the person and return the enrolment's id; an existing enrolment keeps its version.

    Raises CourseClosed and what `current_course` raises.
    """
    course = outline.current_course(
        session, course_code, language="id", is_loopback=get_ports(session).is_loopback
    )
    if not course.opening.is_open:
        raise CourseClosed(course=course_code)
    return enrol_learner(session, person_id=person_id, course_version_id=course.version_id, now=now)
