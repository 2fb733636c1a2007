"""The tasks of the learner's role that they planned in the course, on the page of a follow-up."""

from typing import TYPE_CHECKING, Final

from courses.block_host.state.queries import get_answered_units
from courses.lessons.course_map import LearnerCourse
from lms.extensions import db
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import render_each_unit
from lms.web.texts.language import current_language

if TYPE_CHECKING:
    from courses.block_host.runtime.fragments import RenderedUnit

ROLE_TASKS: Final = "payung_role_tasks"
SHOWN_AT: Final = "follow-up"  # to which page the forms lead back


def planned_tasks(person: SignedInPerson, course: LearnerCourse) -> "list[RenderedUnit]":
    """The planned tasks, each with the question whether it was done."""
    session = db.session()
    page = get_answered_units(
        session,
        course.course_version_id,
        ROLE_TASKS,
        person_id=person.id,
        course_code=course.code,
    )
    if not page.units:
        return []
    viewer = learner_viewer(
        session,
        person,
        enrolment_id=course.enrolment_id,
        course_version_id=course.course_version_id,
        course_code=course.code,
        language=current_language(),
    )
    contexts = {unit_id: {"is_follow_up": True} for unit_id in page.units}
    rendered = render_each_unit(page, viewer, person, contexts, shown_at=SHOWN_AT)
    return [unit for unit in rendered if unit.html]
