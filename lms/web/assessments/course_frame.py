"""The course of an assessment page, and the template variables that it provides."""

from typing import Any
from uuid import UUID

from assessments.errors import AttemptNotFound
from courses.lessons.course_map import LearnerCourse, courses_and_history
from lms.extensions import current_ports, db
from lms.web.access.auth import SignedInPerson
from lms.web.texts.language import current_language


def courses_of(person: SignedInPerson) -> tuple[LearnerCourse, ...]:
    """Return the courses of a person, with the earlier versions that they began."""
    return courses_and_history(
        db.session(),
        person.id,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )


def course_with(person: SignedInPerson, context_id: UUID) -> LearnerCourse:
    """Return the person's course of an attempt's context. Raises AttemptNotFound."""
    for course in courses_of(person):
        if course.course_version_id == context_id:
            return course
    raise AttemptNotFound()


def has_draft(person: SignedInPerson, code: str | None = None) -> bool:
    """Return whether the course with this code, or else any course, of the person is a draft."""
    return any(
        course.opening.is_draft
        for course in courses_of(person)
        if code in (None, course.code) and course.superseded_at is None
    )


def frame(course: LearnerCourse) -> dict[str, Any]:
    """Return the template variables of a page of a course."""
    return {
        "course": course,
        "base": f"/courses/{course.code}",
        "is_draft": course.opening.is_draft,
        "helplines_url": f"/courses/{course.code}/helplines",
    }
