"""Pages of a participant's own awareness sessions: list, report, change, withdraw."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.awareness import queries
from courses.awareness.errors import (
    HeldInFuture,
    HeldTooLongAgo,
    NoParticipants,
    TooManyPeople,
    TooManySessions,
)
from courses.awareness.rules import AwarenessReport
from courses.awareness.service import delete_session
from courses.catalogue.reference import kits
from courses.lessons.course_map import LearnerCourse
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.errors import LmsError
from lms.kernel.texts.masking import mask_personal_data
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.access.form_tokens import validate_form
from lms.web.awareness.blueprint import bp
from lms.web.awareness.forms import SessionForm, form_values
from lms.web.awareness.labels import GROUP_LABELS, kit_name, province_name
from lms.web.learning.scenarios import open_course
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.cohorts.awareness_reports import Holder, change_awareness, report_awareness

ERROR_FIELDS = {  # the form field that shows the error
    HeldInFuture: "held_on",
    HeldTooLongAgo: "held_on",
    NoParticipants: "children",
    TooManyPeople: "children",
}


@bp.get("/courses/<code>/awareness")
def own_sessions(code: str) -> ResponseReturnValue:
    person = current_person()
    course = open_course(person, code)
    session = db.session()
    held = queries.sessions_of(session, course.enrolment_id, person_key_id=person.data_key_id)
    used = {entry.kit_code for entry in held if entry.kit_code}
    return render_template(
        "awareness/own.html",
        course=course,
        held=held,
        titles=queries.kit_titles(session, used, language=current_language()),
        groups=GROUP_LABELS,
        kit_name=kit_name,
        province_name=province_name,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


@bp.route("/courses/<code>/awareness/new", methods=["GET", "POST"])
def report(code: str) -> ResponseReturnValue:
    person = current_person()
    course = open_course(person, code)
    form = make_form(course, {"session_id": str(new_id()), "province": person.province_code or ""})
    if request.method != "POST":
        return show(course, form), 200
    try:
        if not validate_form(form):
            return show(course, form), 422
        with transaction() as session:
            report_awareness(
                session,
                form.new_session_id,
                make_holder(person, course),
                form.report,
                now=utc_now(),
            )
    except (*ERROR_FIELDS, TooManySessions) as refusal:
        return show_error(course, form, refusal)
    flash_saved(form.report, _("Thank you. Your session counts now."))
    return redirect(url_for(".own_sessions", code=code), 303)


@bp.route("/courses/<code>/awareness/<uuid:session_id>", methods=["GET", "POST"])
def change(code: str, session_id: UUID) -> ResponseReturnValue:
    """Change an own report. Sessions of other people are not found."""
    person = current_person()
    course = open_course(person, code)
    mine = {"person_id": person.id, "person_key_id": person.data_key_id}
    held = queries.own_session(db.session(), session_id, **mine)
    form = make_form(course, form_values(held))
    if request.method != "POST":
        return show(course, form, session_id), 200
    try:
        if not validate_form(form):
            return show(course, form, session_id), 422
        with transaction() as session:
            holder = make_holder(person, course)
            change_awareness(session, session_id, holder, form.report, now=utc_now())
    except tuple(ERROR_FIELDS) as refusal:
        return show_error(course, form, refusal, session_id)
    flash_saved(form.report, _("Saved."))
    return redirect(url_for(".own_sessions", code=code), 303)


@bp.post("/courses/<code>/awareness/<uuid:session_id>/withdraw")
def withdraw(code: str, session_id: UUID) -> ResponseReturnValue:
    """Delete an own report. Sessions of other people are not found."""
    person = current_person()
    with transaction() as session:
        delete_session(session, session_id, person_id=person.id)
    flash(_("Withdrawn. Nothing of it is kept."))
    return redirect(url_for(".own_sessions", code=code), 303)


def make_form(course: LearnerCourse, values: dict[str, object]) -> SessionForm:
    """The form with the kits of the course and these initial values."""
    offered = kits(db.session(), course.course_version_id, language=current_language())
    return SessionForm(offered, data=values)


def make_holder(person: SignedInPerson, course: LearnerCourse) -> Holder:
    """The current person as holder of a session."""
    return Holder(person.id, person.data_key_id, course.enrolment_id, course.course_version_id)


def show(course: LearnerCourse, form: SessionForm, session_id: UUID | None = None) -> str:
    return render_template(
        "awareness/report.html",
        course=course,
        form=form,
        session_id=session_id,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )


def show_error(
    course: LearnerCourse, form: SessionForm, error: LmsError, session_id: UUID | None = None
) -> ResponseReturnValue:
    """Show the form with the typed values, and the error at its field."""
    field = next((name for kind, name in ERROR_FIELDS.items() if isinstance(error, kind)), "")
    if field:
        form[field].errors = [error_message(error)]
    else:
        form.form_errors.append(error_message(error))
    return show(course, form, session_id), 422


def flash_saved(report: AwarenessReport, text: str) -> None:
    """Flash a text, and a notice where contact details were masked."""
    flash(text)
    if any(mask_personal_data(typed) != typed for typed in (report.district, report.notes)):
        flash(_("Numbers and addresses of people were replaced by dots."))
