"""The course around an assessment page: its address, its draft mark, its helplines."""

from typing import Any
from uuid import UUID

from assessments.errors import AttemptNotFound
from courses.lessons.course_map import LearnerCourse, learner_courses
from lms.extensions import current_ports, db
from lms.web.access.auth import SignedInPerson
from lms.web.texts.language import current_language


def courses_of(person: SignedInPerson) -> tuple[LearnerCourse, ...]:
    return learner_courses(
        db.session(),
        person.id,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )


def course_with(person: SignedInPerson, context_id: UUID) -> LearnerCourse:
    """The course of the person whose version is the context of an attempt."""
    for course in courses_of(person):
        if course.course_version_id == context_id:
            return course
    raise AttemptNotFound()


def has_draft(person: SignedInPerson, code: str | None = None) -> bool:
    """Whether a course of the person is a draft: the one with this code, or else any."""
    return any(one.opening.is_draft for one in courses_of(person) if code in (None, one.code))


def frame(course: LearnerCourse) -> dict[str, Any]:
    """What every page of a course says beside its content."""
    return {
        "course": course,
        "base": f"/courses/{course.code}",
        "is_draft": course.opening.is_draft,
        "helplines_url": f"/courses/{course.code}/helplines",
    }
