"""All questions on one page, if the course's policy says so: one form that saves them all."""

from dataclasses import dataclass
from typing import Any, Final
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
from lms.web.assessments.sent_answers import IN_URL, Fields
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language

PREFIX = "q"  # `q3.answer` is a field of the third question
MAX_NAMES: Final = 2_000  # fields in one form: a hundred questions with lists
PAGE_FIELDS: Final = ("flagged", "seen", "response_id")


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """The answer to a question of the form; `has_seen` is set if the page showed an answer."""

    fields: Fields
    is_flagged: bool
    has_seen: bool
    response_id: UUID | None


@bp.get("/attempts/<uuid:attempt_id>/all")
def all_items(attempt_id: UUID) -> ResponseReturnValue:
    """Show all questions, with an answer of the URL if there is one."""
    typed = by_position(request.args) if IN_URL in request.args else None
    return all_page(current_person(), attempt_id, typed=typed)


@bp.post("/attempts/<uuid:attempt_id>/all")
def answer_all(attempt_id: UUID) -> ResponseReturnValue:
    """Save all answers. Checks the token itself: answers outlive the token and the session."""
    person = current_person_or_none()
    form = AnswerForm()
    sent = by_position(request.form)
    page_url = url_for(".all_items", attempt_id=attempt_id, **url_parameters(sent))
    if person is None:
        return redirect(url_for("account.sign_in", next=page_url), 303)
    if not form.validate():
        return redirect(page_url, 303)
    try:
        is_late = save_all(person, attempt_id, form.response_id.id_value, sent)
    except ResponseRefused as error:
        return all_page(person, attempt_id, typed=sent, problem=error_message(error))
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
    """Save all answers or none; return whether they came late. Untouched questions are skipped."""
    now = utc_now()
    receipts = []
    with transaction() as session:
        for position, item_answer in sent.items():
            if not (item_answer.fields or item_answer.is_flagged or item_answer.has_seen):
                continue
            answer = service.Answer(
                item_answer.fields, item_answer.is_flagged, may_clear=item_answer.has_seen
            )
            receipts.append(
                service.save_form_answer(
                    session,
                    attempt_id=attempt_id,
                    learner_id=person.id,
                    position=position,
                    response_id=item_answer.response_id or uuid5(page_id, str(position)),
                    response=answer,
                    now=now,
                )
            )
    return any(receipt.is_late for receipt in receipts)


def by_position(values: MultiDict[str, str]) -> dict[int, ItemAnswer]:
    """Return the answer to each question; other names are ignored."""
    fields: dict[int, Fields] = {}
    for name in list(values)[:MAX_NAMES]:
        digits, dot, rest = name.removeprefix(PREFIX).partition(".")
        given = [value[: MAX_VALUE + 1] for value in values.getlist(name) if value][:MAX_FIELDS]
        if name.startswith(PREFIX) and dot and digits.isdecimal() and len(digits) <= len("999"):
            fields.setdefault(int(digits), {})[rest[:MAX_VALUE]] = given
    return {position: _item_answer(parts) for position, parts in sorted(fields.items())}


def _item_answer(fields: Fields) -> ItemAnswer:
    seen = fields.get("seen", [""])
    return ItemAnswer(
        fields={name: given for name, given in fields.items() if name not in PAGE_FIELDS and given},
        is_flagged=bool(fields.get("flagged")),
        has_seen=bool(seen) and seen[0] not in ("", "0"),
        response_id=_id(fields.get("response_id", [])),
    )


def _id(given: list[str]) -> UUID | None:
    try:
        return UUID(given[0]) if given else None
    except ValueError:
        return None


def url_parameters(sent: dict[int, ItemAnswer]) -> dict[str, Any]:
    """Return all answers as parameters of a URL, to keep them during a sign-in."""
    parameters: dict[str, Any] = {IN_URL: "1"}
    for position, item_answer in sent.items():
        for name, values in item_answer.fields.items():
            parameters[f"{PREFIX}{position}.{name}"] = values
        if item_answer.is_flagged:
            parameters[f"{PREFIX}{position}.flagged"] = "1"
    return parameters


def all_page(
    person: SignedInPerson,
    attempt_id: UUID,
    *,
    typed: dict[int, ItemAnswer] | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    """Render the form, or redirect if the attempt is closed or shown otherwise."""
    shown = queries.get_attempt_scale(
        db.session(),
        attempt_id,
        learner_id=person.id,
        language=current_language(),
        typed={position: part.fields for position, part in typed.items()} if typed else None,
    )
    now = utc_now()
    is_shown_here = shown.map.is_on_one_page and shown.map.task not in SCALES
    if shown.map.submitted_at or shown.map.is_over(now) or not is_shown_here:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    page = render_template(
        "assessments/all_items.html",
        **frame(course_with(person, shown.map.context_id)),
        person_id=person.id,
        attempt_key=queries.get_attempt_key(db.session(), attempt_id),
        name=NAMES[shown.map.task],
        items=shown.items,
        flagged={item.position for item in shown.items if _is_flagged(item, typed)},
        map=shown.map,
        prefix=PREFIX,
        remaining_seconds=shown.map.remaining_seconds(now),
        is_restored=typed is not None and not problem,
        has_errors=bool(problem),
        problem=problem,
        answer_form=AnswerForm(formdata=None, response_id=str(new_id())),
    )
    return page, 422 if problem else 200


def _is_flagged(item: queries.ItemForm, typed: dict[int, ItemAnswer] | None) -> bool:
    if typed is None:
        return item.is_flagged
    item_answer = typed.get(item.position)
    return item_answer is not None and item_answer.is_flagged
