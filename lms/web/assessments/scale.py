"""The confidence scale: all statements on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
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
from lms.web.assessments.sent_answers import Fields, answer_in_url, sent_fields, url_with_answer
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.attempts.take_assessment import finish_attempt

MIN_STEM_WORDS = 2
PREFIX = "s"  # `s3` is the field of the third statement


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved scale; `is_late` is set if another tab submitted it before."""

    map: AttemptMap
    is_late: bool


@bp.get("/attempts/<uuid:attempt_id>/scale")
def scale(attempt_id: UUID) -> ResponseReturnValue:
    """Show the scale, with ratings of the URL if there are any."""
    return scale_page(current_person(), attempt_id, typed=answer_in_url())


@bp.post("/attempts/<uuid:attempt_id>/scale")
def rate(attempt_id: UUID) -> ResponseReturnValue:
    """Save ratings. Checks the token itself: ratings outlive the token and the session."""
    person = current_person_or_none()
    form = AnswerForm()
    fields = sent_fields()
    page_url = url_with_answer(url_for(".scale", attempt_id=attempt_id), fields)
    if person is None:
        return redirect(url_for("account.sign_in", next=page_url), 303)
    if not form.validate():
        return redirect(page_url, 303)
    try:
        saved = save(person, attempt_id, form.response_id.id_value, fields, go=form.go.data)
    except ResponseRefused as error:
        return scale_page(person, attempt_id, problem=error_message(error))
    if saved.is_late:
        flash(
            _("This page was already handed in. What you chose now is stored but does not count.")
        )
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    if form.go.data == "later":
        flash(_("Your choices are saved. Go on whenever you like."))
        return redirect("/home", 303)
    endpoint = ".finish" if saved.map.blanks else ".result"
    return redirect(url_for(endpoint, attempt_id=attempt_id), 303)


def save(
    person: SignedInPerson, attempt_id: UUID, page_id: UUID, fields: Fields, *, go: str | None
) -> Saved:
    """Save all ratings or none, and submit the scale once it is complete."""
    now = utc_now()
    with transaction() as session:
        service.lock_starts(session, person.id)  # it may finish the attempt
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
        attempt = queries.get_attempt_map(session, attempt_id, learner_id=person.id)
        if go != "later" and not attempt.blanks:
            finish_attempt(session, attempt_id, person_id=person.id, now=now)
        return Saved(attempt, any(receipt.is_late for receipt in receipts))


def by_position(fields: Fields) -> dict[int, Fields]:
    """Return the fields of each statement by position."""
    by_digits = {name.removeprefix(PREFIX): values for name, values in fields.items()}
    return {
        int(digits): {"answer": values}
        for digits, values in by_digits.items()
        if digits.isdecimal()
    }


def shared_stem(statements: Sequence[str]) -> str:
    """The words with which all statements begin, such as "I can"; "" for fewer than two words."""
    if len(statements) < MIN_STEM_WORDS:
        return ""
    columns = zip(*(statement.split(" ")[:-1] for statement in statements), strict=False)
    words = [column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns)]
    return " ".join(words) if len(words) >= MIN_STEM_WORDS else ""


def options_of(item: queries.ItemForm) -> list[str]:
    """Return the texts of the points; further questions of a follow-up have their own."""
    return [choice.text for control in item.controls for choice in control.choices]


def scale_page(
    person: SignedInPerson, attempt_id: UUID, *, typed: Fields | None = None, problem: str = ""
) -> ResponseReturnValue:
    """Render the scale, or redirect if it is submitted."""
    shown = queries.get_attempt_scale(
        db.session(),
        attempt_id,
        learner_id=person.id,
        language=current_language(),
        typed=by_position(typed) if typed else None,
    )
    if shown.map.submitted_at is not None or shown.map.task not in SCALES:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    statements = [item for item in shown.items if options_of(item) == options_of(shown.items[0])]
    page = render_template(
        "assessments/scale.html",
        **frame(course_with(person, shown.map.context_id)),
        name=NAMES[shown.map.task],
        items=statements,
        questions=[item for item in shown.items if item not in statements],
        stem=shared_stem([item.stem for item in statements]),
        map=shown.map,
        prefix=PREFIX,
        is_restored=typed is not None,
        has_errors=bool(problem),
        problem=problem,
        answer_form=AnswerForm(formdata=None, response_id=str(new_id())),
    )
    return page, 422 if problem else 200
