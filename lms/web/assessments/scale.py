"""The scale of confidence: all statements on one page."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments import queries, service
from assessments.errors import ResponseRefused
from assessments.queries import AttemptMap
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.web.access.auth import SignedInPerson, current_person, current_person_or_none
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import course_with, frame
from lms.web.assessments.forms import AnswerForm
from lms.web.assessments.sent_answers import Fields, carried_fields, carrying, sent_fields
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.attempts.take_assessment import finish_attempt

PREFIX = "s"  # of the field of each statement, before its place


@dataclass(frozen=True, slots=True)
class Saved:
    """The scale after its choices were stored. Some came too late where another tab was faster."""

    map: AttemptMap
    is_late: bool


@bp.get("/attempts/<uuid:attempt_id>/scale")
def scale(attempt_id: UUID) -> ResponseReturnValue:
    return scale_page(current_person(), attempt_id, typed=carried_fields())


@bp.post("/attempts/<uuid:attempt_id>/scale")
def rate(attempt_id: UUID) -> ResponseReturnValue:
    """Checks the form's token itself: an answer outlives the token and the session."""
    person = current_person_or_none()
    form = AnswerForm()
    fields = sent_fields()
    here = carrying(url_for(".scale", attempt_id=attempt_id), fields)
    if person is None:
        return redirect(url_for("account.sign_in", next=here), 303)
    if not form.validate():
        return redirect(here, 303)
    try:
        saved = save(person, attempt_id, form.response_id.id_value, fields, go=form.go.data)
    except ResponseRefused as refused:
        return scale_page(person, attempt_id, problem=error_message(refused))
    if saved.is_late:
        flash(
            _("This page was already handed in. What you chose now is stored but does not count.")
        )
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    if form.go.data == "later":
        flash(_("Your choices are saved. Go on whenever you like."))
        return redirect("/home", 303)
    place = ".finish" if saved.map.blanks else ".result"
    return redirect(url_for(place, attempt_id=attempt_id), 303)


def save(
    person: SignedInPerson, attempt_id: UUID, page_id: UUID, fields: Fields, *, go: str | None
) -> Saved:
    """Store every rating, and hand the scale in once all are given; all of it or nothing."""
    now = utc_now()
    with transaction() as session:
        receipts = [
            service.save_form_answer(
                session,
                attempt_id=attempt_id,
                learner_id=person.id,
                position=position,
                response_id=uuid5(page_id, str(position)),
                response=service.Answer(values),
                now=now,
            )
            for position, values in by_position(fields).items()
        ]
        found = queries.get_attempt_map(session, attempt_id, learner_id=person.id)
        if go != "later" and not found.blanks:
            finish_attempt(session, attempt_id, person_id=person.id, now=now)
        return Saved(found, any(receipt.is_late for receipt in receipts))


def by_position(fields: Fields) -> dict[int, Fields]:
    """`s3` is the field of the third statement."""
    places = {name.removeprefix(PREFIX): values for name, values in fields.items()}
    return {int(place): {"answer": v} for place, v in places.items() if place.isdecimal()}


def scale_page(
    person: SignedInPerson, attempt_id: UUID, *, typed: Fields | None = None, problem: str = ""
) -> ResponseReturnValue:
    found = queries.get_attempt_scale(
        db.session(),
        attempt_id,
        learner_id=person.id,
        language=current_language(),
        typed=by_position(typed) if typed else None,
    )
    if found.map.submitted_at is not None or found.map.task not in SCALES:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    page = render_template(
        "assessments/scale.html",
        **frame(course_with(person, found.map.context_id)),
        name=NAMES[found.map.task],
        items=found.items,
        map=found.map,
        prefix=PREFIX,
        is_carried=typed is not None,
        has_errors=bool(problem),
        problem=problem,
        answer_form=AnswerForm(formdata=None, response_id=str(new_id())),
    )
    return page, 422 if problem else 200
