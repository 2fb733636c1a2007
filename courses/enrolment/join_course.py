"""Enrol a person in the newest open version of a course, or in the only open course."""

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


def join_only_course(session: Session, *, person_id: UUID, now: datetime) -> None:
    """Enrol a new person if exactly one course is open; otherwise they choose from the list."""
    is_loopback = get_ports(session).is_loopback
    known = outline.courses(session, language="id", is_loopback=is_loopback)
    version_ids = [course.version_id for course in known if course.opening.is_open]
    if len(version_ids) == 1:
        enrol_learner(session, person_id=person_id, course_version_id=version_ids[0], now=now)
