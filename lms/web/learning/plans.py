"""The pages of the action plan: the plan, or its parts one by one."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.awareness.queries import sessions_of
from courses.block_host.state import queries as units
from courses.block_toolkit.texts import select_language, translate
from courses.blocks.course.plan_template import REVIEW_TITLE, Part, parts_of
from courses.cohorts.plan_reviews.queries import last_review, plan_form_content
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import Contexts, RejectedForm, render_units
from lms.web.learning.blueprint import bp
from lms.web.learning.scenarios import open_course
from lms.web.texts.language import current_language


@bp.get("/plan")
def plan(code: str) -> ResponseReturnValue:
    """Show the action plan, or the list of its parts."""
    return plan_page(current_person(), code)


@bp.get("/plan/<part_id>")
def plan_part(code: str, part_id: str) -> ResponseReturnValue:
    """Show one part of the plan; an unknown one leads to the plan."""
    person = current_person()
    course = open_course(person, code)
    if part_id not in [part["id"] for part in parts_of_plan(course.course_version_id)]:
        return redirect(url_for(".plan", code=code), 303)
    return plan_page(person, code, part_id=part_id)


def parts_of_plan(course_version_id: UUID) -> tuple[Part, ...]:
    """The parts of the plan of a course version; empty if it is a single form."""
    language = current_language()
    template = plan_form_content(db.session(), course_version_id)["template"]
    return parts_of(select_language(template, language), translate(language, REVIEW_TITLE))


def plan_page(
    person: SignedInPerson,
    course_code: str,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
    *,
    part_id: str = "",
) -> str:
    """Render the action plan or one of its parts, with rejected input if given."""
    session = db.session()
    course = open_course(person, course_code)
    parts = parts_of_plan(course.course_version_id)
    number = next((n for n, part in enumerate(parts, 1) if part["id"] == part_id), 0)
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
        unit_id: {**(contexts or {}).get(unit_id, {}), "is_own_page": True, "part": part_id}
        for unit_id in page.units
    }
    if number:
        return render_template(
            "learning/plan_part.html",
            course=course,
            part=parts[number - 1],
            number=number,
            all=len(parts),
            units=render_units(page, viewer, person, shown),
            has_errors=bool(contexts),
            not_taken=not_taken,
            is_draft=course.opening.is_draft,
            helplines_url=f"/courses/{course_code}/helplines",
        )
    return render_template(
        "learning/plan.html",
        course=course,
        parts=len(parts),
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
