"""The page of the action plan."""

from flask import render_template
from flask.typing import ResponseReturnValue

from courses.awareness.queries import sessions_of
from courses.block_host.state import queries as units
from courses.cohorts.plan_reviews.queries import last_review
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import Contexts, RejectedForm, render_units
from lms.web.learning.blueprint import bp
from lms.web.learning.scenarios import open_course
from lms.web.texts.language import current_language


@bp.get("/plan")
def plan(code: str) -> ResponseReturnValue:
    """Show the action plan."""
    return plan_page(current_person(), code)


def plan_page(
    person: SignedInPerson,
    course_code: str,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
) -> str:
    """Render the action plan, with rejected input if given."""
    session = db.session()
    course = open_course(person, course_code)
    page = units.get_plan_page(
        session, course.course_version_id, person_id=person.id, course_code=course_code
    )
    viewer = learner_viewer(
        session,
        person,
        enrolment_id=course.enrolment_id,
        course_version_id=course.course_version_id,
        course_code=course_code,
        language=current_language(),
    )
    shown = {
        unit_id: {**(contexts or {}).get(unit_id, {}), "is_own_page": True}
        for unit_id in page.units
    }
    return render_template(
        "learning/plan.html",
        course=course,
        units=render_units(page, viewer, person, shown),
        review=last_review(session, course.enrolment_id, person_key_id=person.data_key_id)
        if course.plan_state in ("returned", "approved")
        else None,
        held=sessions_of(session, course.enrolment_id, person_key_id=person.data_key_id),
        has_errors=bool(contexts),
        not_taken=not_taken,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course_code}/helplines",
    )
