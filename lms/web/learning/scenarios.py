"""The page of a branching scenario."""

from flask import render_template
from flask.typing import ResponseReturnValue

from courses.block_host.state import queries as units
from courses.block_toolkit.markup import linked_facts
from courses.catalogue.errors import CourseClosed, ScenarioNotFound
from courses.catalogue.reference import cited_facts
from courses.lessons import course_map as learning
from courses.lessons.course_map import LearnerCourse
from courses.lessons.other_versions import had_scenario
from lms.extensions import current_ports, db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import Contexts, RejectedForm, render_units
from lms.web.learning.blueprint import bp
from lms.web.learning.other_versions import lead_to_course
from lms.web.texts.language import current_language


@bp.get("/scenarios/<scenario_code>")
def scenario(code: str, scenario_code: str) -> ResponseReturnValue:
    """Show a scenario; one of a version that the learner has left leads to the course."""
    person = current_person()
    try:
        return scenario_page(person, code, scenario_code)
    except ScenarioNotFound:
        if had_scenario(db.session(), person.id, code, scenario_code):
            return lead_to_course(code)
        raise


def scenario_page(
    person: SignedInPerson,
    course_code: str,
    scenario_code: str,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
) -> str:
    """Render a scenario, with rejected input if given."""
    course = open_course(person, course_code)
    return page_of_scenario(person, course, scenario_code, contexts, not_taken)


def page_of_scenario(
    person: SignedInPerson,
    course: LearnerCourse,
    scenario_code: str,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
) -> str:
    """Render a scenario of this course, which is open."""
    session, language = db.session(), current_language()
    course_code = course.code
    scenario = learning.learner_scenario(session, course, scenario_code, language=language)
    page = units.get_scenario_page(
        session, scenario.id, person_id=person.id, course_code=course_code
    )
    viewer = learner_viewer(
        session,
        person,
        enrolment_id=course.enrolment_id,
        course_version_id=course.course_version_id,
        course_code=course_code,
        language=language,
    )
    shown = render_units(page, viewer, person, contexts or {})
    cited = linked_facts("".join(unit.html for unit in shown))  # of the current node only
    return render_template(
        "learning/scenario.html",
        course=course,
        scenario=scenario,
        units=shown,
        sources=cited_facts(session, course.course_version_id, cited, language=language),
        has_errors=bool(contexts),
        not_taken=not_taken,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course_code}/helplines",
    )


def open_course(person: SignedInPerson, course_code: str) -> LearnerCourse:
    """The person's course, if it is open. Raises EnrolmentNotFound, CourseClosed."""
    course = learning.learner_course(
        db.session(),
        person.id,
        course_code,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )
    if not course.opening.is_open:
        raise CourseClosed(course=course_code)
    return course
