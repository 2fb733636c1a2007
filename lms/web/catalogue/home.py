"""Home: one card to go on with, the steps of the course in words, certificates."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments.practice.queries import practice_offer
from assessments.queries import AssessmentStates, assessment_states
from certificates.queries import certificates_of
from courses.learning.queries import learner_courses
from courses.progress.queries import CourseProgress, course_progress
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.auth import current_person
from lms.web.catalogue.blueprint import bp
from lms.web.catalogue.tasks import module_number, tasks_of
from lms.web.language import current_language


@bp.get("/home")
def home() -> ResponseReturnValue:
    person = current_person()
    session = db.session()
    language = current_language()
    courses = learner_courses(
        session, person.id, language=language, is_loopback=current_ports().is_loopback
    )
    certificates = certificates_of(session, person.id)
    if not courses:
        return render_template("catalogue/home_empty.html", person=person)
    course = courses[0]
    progress = course_progress(session, course.enrolment_id, language=language)
    states = assessment_states(session, learner_id=person.id, context_id=course.course_version_id)
    return render_template(
        "catalogue/home.html",
        person=person,
        course=course,
        others=courses[1:],
        progress=progress,
        ribs=rib_states(progress),
        pre_test=pre_test_first(progress, states),
        tasks=tasks_of(course, progress, states),
        practice=practice_offer(
            session, learner_id=person.id, context_id=course.course_version_id, now=utc_now()
        ),
        certificates=certificates,
        language=language,
        module_number=module_number,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )


def pre_test_first(progress: CourseProgress, states: AssessmentStates) -> str:
    """Before the first lesson: "not-started" or "open" while the pre-test comes first."""
    if states.pre is None or states.pre.state == "done" or progress.is_started:
        return ""
    return states.pre.state


def rib_states(progress: CourseProgress) -> list[str]:
    """Of each module: done, now, or nothing."""
    return [
        "done" if module.is_finished else "now" if module.is_started else ""
        for module in progress.modules
    ]
