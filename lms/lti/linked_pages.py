"""Whether the page that a link names is in the course that its reader takes."""

from typing import Final, cast
from uuid import UUID

from flask import current_app

from assessments.errors import AssessmentNotFound
from assessments.kinds import Task
from assessments.queries import get_assessment_intro
from courses.catalogue.errors import CourseNotFound
from courses.catalogue.queries import current_course
from courses.catalogue.version_parts import Part, has_part
from courses.enrolment.queries import enrolments_in_course
from lms.extensions import current_ports, db
from lms.lti.targets import Target, match_page

EXTENSION: Final = "lti_linked_pages"
MAX_KNOWN: Final = 10_000
PARTS: Final[dict[str, Part]] = {  # value of the path: what it names
    "module_code": "module",
    "lesson_code": "lesson",
    "scenario_code": "scenario",
}
PRACTICE: Final = "practice"  # a page of each course, without a test of its own
KnownPage = tuple[UUID, str]  # a course version and a path


def has_page(target: Target, enrolled_in: list[UUID]) -> bool:
    """Whether a course version has the page: one of the learner, or else the one to join.

    A version keeps its pages, so those that this process has seen need no query.
    """
    if target.course_code is None:
        return True
    known: set[KnownPage] = current_app.extensions.setdefault(EXTENSION, set())
    version_ids = enrolled_in or version_to_join(target.course_code)
    if any((version_id, target.path) in known for version_id in version_ids):
        return True
    version_id = next((entry for entry in version_ids if is_in_version(target, entry)), None)
    if version_id is None:
        return False
    if len(known) >= MAX_KNOWN:
        known.clear()
    known.add((version_id, target.path))
    return True


def versions_of(person_id: UUID, course_code: str) -> list[UUID]:
    """The versions of a course in which a person is or was enrolled, the active one first."""
    enrolments = enrolments_in_course(db.session(), person_id, course_code)
    return [enrolment.course_version_id for enrolment in enrolments]


def version_to_join(course_code: str) -> list[UUID]:
    """The version that a new learner would join; empty if there is no such course."""
    is_loopback = current_ports().is_loopback
    try:
        course = current_course(db.session(), course_code, language="id", is_loopback=is_loopback)
    except CourseNotFound:
        return []
    return [course.version_id]


def is_in_version(target: Target, version_id: UUID) -> bool:
    """Whether this version has the module, lesson, scenario or test of the path."""
    page = match_page(target.path)
    values = page[1] if page else {}
    task = values.get("task", PRACTICE)
    if task != PRACTICE:
        try:
            get_assessment_intro(db.session(), context_id=version_id, task=cast(Task, task))
        except AssessmentNotFound:
            return False
    named = [(part, values[name]) for name, part in PARTS.items() if name in values]
    return all(has_part(db.session(), version_id, part, code) for part, code in named)
