"""Routes of courses: the list, the page of a course, and joining it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.catalogue import queries as outline
from courses.catalogue import reference as reference
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.join_course import join_course
from courses.grading.queries import is_graded
from courses.lessons import course_map as learning
from courses.progress.course_progress import course_progress
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.catalogue.blueprint import bp
from lms.web.catalogue.certificate_rules import scenario_rule
from lms.web.catalogue.cohort_pages import cohort_card
from lms.web.catalogue.home import rib_states
from lms.web.catalogue.versions import offer_of
from lms.web.texts.language import current_language


@bp.get("/courses")
def courses() -> ResponseReturnValue:
    """List the person's courses and those they can join."""
    person = current_person()
    session = db.session()
    language, is_loopback = current_language(), current_ports().is_loopback
    joined = learning.learner_courses(
        session, person.id, language=language, is_loopback=is_loopback
    )
    mine = {course.code for course in joined}
    others = [
        course
        for course in outline.courses(session, language=language, is_loopback=is_loopback)
        if course.code not in mine
    ]
    return render_template(
        "catalogue/courses.html",
        joined=joined,
        offered=[course for course in others if course.opening.is_open],
        closed=[course for course in others if not course.opening.is_open],
    )


@bp.get("/courses/<code>")
def course(code: str) -> ResponseReturnValue:
    """Show a course to a learner, or to a person who is not enrolled."""
    person = current_person()
    try:
        return learner_page(person, code)
    except EnrolmentNotFound:
        return new_learner_page(code)


@bp.post("/courses/<code>/join")
def join(code: str) -> ResponseReturnValue:
    """Enrol the person in a course."""
    person = current_person()
    with transaction() as session:
        join_course(session, person_id=person.id, course_code=code, now=utc_now())
    return redirect(url_for(".course", code=code), 303)


def learner_page(person: SignedInPerson, code: str) -> ResponseReturnValue:
    """The page of a course for an enrolled learner."""
    session = db.session()
    language = current_language()
    learner_course = learning.learner_course(
        session, person.id, code, language=language, is_loopback=current_ports().is_loopback
    )
    if not learner_course.opening.is_open:
        page = render_template(
            "catalogue/closed.html",
            title=learner_course.title,
            course=learner_course,
            newer=offer_of(learner_course),
        )
        return page, 403
    progress = course_progress(session, learner_course.enrolment_id, language=language)
    return render_template(
        "catalogue/course.html",
        course=learner_course,
        progress=progress,
        ribs=rib_states(progress),
        days=sorted({module.day for module in progress.modules}),
        scenarios=learning.learner_scenarios(session, learner_course, language=language),
        scenario_rule=scenario_rule(learner_course),
        kits=reference.kits(session, learner_course.course_version_id, language=language),
        audience=person.audience,
        newer=offer_of(learner_course),
        is_graded=is_graded(session, learner_course.course_version_id),
        in_class=cohort_card(learner_course, progress),
        is_draft=learner_course.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


def new_learner_page(code: str) -> ResponseReturnValue:
    """The page of a course for people who are not enrolled."""
    session = db.session()
    language = current_language()
    summary = outline.current_course(
        session, code, language=language, is_loopback=current_ports().is_loopback
    )
    if not summary.opening.is_open:
        has_ended = summary.opening.has_ended
        page = render_template("catalogue/closed.html", title=summary.title, has_ended=has_ended)
        return page, 403
    return render_template(
        "catalogue/newcomer.html",
        course=summary,
        modules=outline.course_outline(session, summary.version_id, language=language),
        is_draft=summary.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )
