"""The practice page of a course: due questions, start of a round, and dismissal."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.practice import queries, service
from certificates.records.record_queries import running_refresher
from courses.enrolment.errors import EnrolmentNotFound
from courses.lessons.course_map import LearnerCourse
from courses.progress.completion import completion
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.assessments.course_frame import frame
from lms.web.assessments.forms import FinishForm
from lms.web.assessments.intro import course_of
from lms.web.practice.blueprint import bp
from lms.workflows.attempts.practice import start_practice


@bp.get("/courses/<code>/practice")
def offer(code: str) -> ResponseReturnValue:
    """Show what is due in a course."""
    person = current_person()
    try:
        course = course_of(person, code)
    except EnrolmentNotFound:
        return redirect(url_for("catalogue.course", code=code), 303)
    practice = queries.get_practice_offer(
        db.session(), learner_id=person.id, context_id=course.course_version_id, now=utc_now()
    )
    return render_template(
        "practice/offer.html",
        **frame(course),
        offer=practice,
        refresher=running_refresher(db.session(), person_id=person.id, course_code=course.code),
        may_begin=practice.planned > 0 or has_finished_lessons(course),
        form=FinishForm(formdata=None),
    )


def has_finished_lessons(course: LearnerCourse) -> bool:
    """Return whether any lesson is finished: starting a round plans its questions."""
    return completion(db.session(), course.enrolment_id).lessons_done > 0


@bp.post("/courses/<code>/practice")
def start(code: str) -> ResponseReturnValue:
    """Start a round of practice, or continue the open one."""
    person = current_person()
    course = course_of(person, code)
    with transaction() as session:
        attempt_id = start_practice(
            session, person_id=person.id, enrolment_id=course.enrolment_id, now=utc_now()
        )
    return redirect(url_for(".resume", attempt_id=attempt_id), 303)


@bp.post("/courses/<code>/practice/<any(away, back):deed>", endpoint="place")
def dismiss_or_restore(code: str, deed: str) -> ResponseReturnValue:
    """Hide practice from the home page or show it again; practice itself stays open."""
    person = current_person()
    course = course_of(person, code)
    learner = {"learner_id": person.id, "context_id": course.course_version_id}
    with transaction() as session:
        if deed == "away":
            service.dismiss_practice(session, **learner, now=utc_now())
        else:
            service.restore_practice(session, **learner)
    if deed == "away":
        flash(_("Practice is hidden here. You find it on the course page at any time."))
        return redirect("/home", 303)
    return redirect(url_for(".offer", code=code), 303)
