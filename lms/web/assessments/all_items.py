"""All questions on one page, where a course wants it: one plain form that saves them all."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from assessments import queries, service
from assessments.errors import ResponseRefused
from assessments.service import MAX_FIELDS
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.web.access.auth import SignedInPerson, current_person, current_person_or_none
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import course_with, frame
from lms.web.assessments.forms import MAX_VALUE, AnswerForm
from lms.web.assessments.sent_answers import CARRIED, Fields
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language

PREFIX = "q"  # `q3.answer` is a field of the third question
MAX_NAMES = 2_000  # of fields in one form: a hundred questions with lists
OWN = ("flagged", "seen", "response_id")


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What the form said of one question. `has_seen` is set where the page showed an answer."""

    fields: Fields
    is_flagged: bool
    has_seen: bool
    response_id: UUID | None


@bp.get("/attempts/<uuid:attempt_id>/all")
def all_items(attempt_id: UUID) -> ResponseReturnValue:
    typed = by_position(request.args) if CARRIED in request.args else None
    return all_page(current_person(), attempt_id, typed=typed)


@bp.post("/attempts/<uuid:attempt_id>/all")
def answer_all(attempt_id: UUID) -> ResponseReturnValue:
    """Checks the form's token itself: answers outlive the token and the session."""
    person = current_person_or_none()
    form = AnswerForm()
    sent = by_position(request.form)
    here = url_for(".all_items", attempt_id=attempt_id, **carried(sent))
    if person is None:
        return redirect(url_for("account.sign_in", next=here), 303)
    if not form.validate():
        return redirect(here, 303)
    try:
        is_late = save_all(person, attempt_id, form.response_id.id_value, sent)
    except ResponseRefused as refused:
        return all_page(person, attempt_id, typed=sent, problem=error_message(refused))
    if is_late:
        flash(_("The test had already ended. Your answer is stored but does not count."))
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    if form.go.data == "later":
        flash(_("Your choices are saved. Go on whenever you like."))
        return redirect("/home", 303)
    return redirect(url_for(".finish", attempt_id=attempt_id), 303)


def save_all(
    person: SignedInPerson, attempt_id: UUID, page_id: UUID, sent: dict[int, ItemAnswer]
) -> bool:
    """All of it or nothing; whether it came too late. A question left alone writes nothing."""
    now = utc_now()
    receipts = []
    with transaction() as session:
        for position, said in sent.items():
            if not (said.fields or said.is_flagged or said.has_seen):
                continue
            answer = service.Answer(said.fields, said.is_flagged, may_clear=said.has_seen)
            receipts.append(
                service.save_form_answer(
                    session,
                    attempt_id=attempt_id,
                    learner_id=person.id,
                    position=position,
                    response_id=said.response_id or uuid5(page_id, str(position)),
                    response=answer,
                    now=now,
                )
            )
    return any(receipt.is_late for receipt in receipts)


def by_position(values: MultiDict[str, str]) -> dict[int, ItemAnswer]:
    """The fields of each question. Names that fit none are left out."""
    found: dict[int, Fields] = {}
    for name in list(values)[:MAX_NAMES]:
        place, dot, rest = name.removeprefix(PREFIX).partition(".")
        given = [value[: MAX_VALUE + 1] for value in values.getlist(name) if value][:MAX_FIELDS]
        if name.startswith(PREFIX) and dot and place.isdecimal() and len(place) <= len("999"):
            found.setdefault(int(place), {})[rest[:MAX_VALUE]] = given
    return {place: _sent(fields) for place, fields in sorted(found.items())}


def _sent(fields: Fields) -> ItemAnswer:
    seen = fields.get("seen", [""])
    return ItemAnswer(
        fields={name: given for name, given in fields.items() if name not in OWN and given},
        is_flagged=bool(fields.get("flagged")),
        has_seen=bool(seen) and seen[0] not in ("", "0"),
        response_id=_id(fields.get("response_id", [])),
    )


def _id(given: list[str]) -> UUID | None:
    try:
        return UUID(given[0]) if given else None
    except ValueError:
        return None


def carried(sent: dict[int, ItemAnswer]) -> dict[str, Any]:
    """All answers as parts of an address, past a sign-in."""
    parts: dict[str, Any] = {CARRIED: "1"}
    for place, said in sent.items():
        parts |= {f"{PREFIX}{place}.{name}": given for name, given in said.fields.items()}
        if said.is_flagged:
            parts[f"{PREFIX}{place}.flagged"] = "1"
    return parts


def all_page(
    person: SignedInPerson,
    attempt_id: UUID,
    *,
    typed: dict[int, ItemAnswer] | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    found = queries.get_attempt_scale(
        db.session(),
        attempt_id,
        learner_id=person.id,
        language=current_language(),
        typed={place: said.fields for place, said in typed.items()} if typed else None,
    )
    now = utc_now()
    is_here = found.map.is_on_one_page and found.map.task not in SCALES
    if found.map.submitted_at or found.map.is_over(now) or not is_here:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    page = render_template(
        "assessments/all_items.html",
        **frame(course_with(person, found.map.context_id)),
        person_id=person.id,
        attempt_key=queries.get_attempt_key(db.session(), attempt_id),
        name=NAMES[found.map.task],
        items=found.items,
        flagged={item.position for item in found.items if _is_flagged(item, typed)},
        map=found.map,
        prefix=PREFIX,
        remaining_seconds=found.map.remaining_seconds(now),
        is_carried=typed is not None and not problem,
        has_errors=bool(problem),
        problem=problem,
        answer_form=AnswerForm(formdata=None, response_id=str(new_id())),
    )
    return page, 422 if problem else 200


def _is_flagged(item: queries.ItemForm, typed: dict[int, ItemAnswer] | None) -> bool:
    if typed is None:
        return item.is_flagged
    said = typed.get(item.position)
    return said is not None and said.is_flagged
