"""Lets a person into a course: the newest open version, in its open cohort."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue import queries as outline
from courses.catalogue.errors import CourseClosed
from courses.enrolment.service import enrol_learner
from lms.kernel.ports import get_ports


def join_course(session: Session, *, person_id: UUID, course_code: str, now: datetime) -> UUID:
    """The enrolment's id; who is in the course already stays on their version."""
    course = outline.current_course(
        session, course_code, language="id", is_loopback=get_ports(session).is_loopback
    )
    if not course.opening.is_open:
        raise CourseClosed(course=course_code)
    return enrol_learner(session, person_id=person_id, course_version_id=course.version_id, now=now)
