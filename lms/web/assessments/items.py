"""Pages of one question each. Every button of the page saves the answer first."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments import queries, service
from assessments.errors import ResponseRefused
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.web.access.auth import (
    SignedInPerson,
    SignInRequired,
    current_person,
    has_session_key,
    person_transaction,
)
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import course_with, frame
from lms.web.assessments.sent_answers import (
    Fields,
    SentAnswer,
    answer_in_url,
    sent_answer,
    url_with_answer,
)
from lms.web.assessments.task_texts import NAMES, OTHER_LAYOUTS, SCALES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.attempts.take_assessment import close_expired_attempt


@bp.get("/attempts/<uuid:attempt_id>")
def attempt(attempt_id: UUID) -> ResponseReturnValue:
    """Redirect to the first blank question, the scale, or the result."""
    person = current_person()
    current = queries.get_attempt_map(db.session(), attempt_id, learner_id=person.id)
    if current.task == "practice":
        return redirect(url_for("practice.resume", attempt_id=attempt_id), 303)
    if current.is_over(utc_now()) and close(person, attempt_id):
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    if current.submitted_at is not None:
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    if current.task in SCALES:
        return redirect(url_for(".scale", attempt_id=attempt_id), 303)
    if current.is_on_one_page:
        return redirect(url_for(".all_items", attempt_id=attempt_id), 303)
    return redirect(url_for(".item", attempt_id=attempt_id, position=current.resume_at), 303)


def close(person: SignedInPerson, attempt_id: UUID) -> bool:
    """Close an expired attempt at once, without waiting for the job that does the same.

    Returns False if more time was granted meanwhile.
    """
    with transaction() as session:
        is_closed = close_expired_attempt(session, attempt_id, person_id=person.id, now=utc_now())
    if is_closed:
        flash(_("The time is over. What you had answered by then is handed in."))
    return is_closed


@bp.get("/attempts/<uuid:attempt_id>/items/<int:position>")
def item(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Show a question, with an answer of the URL if there is one."""
    return item_page(current_person(), attempt_id, position, typed=answer_in_url())


@bp.post("/attempts/<uuid:attempt_id>/items/<int:position>")
def answer(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Save an answer. Checks the token itself: an answer outlives the token and the session."""
    sent = sent_answer()
    try:
        if sent.response_id is None and has_session_key():
            return redirect(question_url(attempt_id, position, sent), 303)
        receipt = save(attempt_id, position, sent)
    except SignInRequired:
        page_url = question_url(attempt_id, position, sent)
        return redirect(url_for("account.sign_in", next=page_url), 303)
    except ResponseRefused as error:
        return item_page(current_person(), attempt_id, position, problem=error_message(error))
    return see_other(next_url(attempt_id, sent.go, is_late=receipt.is_late))


def question_url(attempt_id: UUID, position: int, sent: SentAnswer) -> str:
    """Return the URL of a question with the sent answer."""
    address = url_for(".item", attempt_id=attempt_id, position=position)
    return url_with_answer(address, sent.fields, is_flagged=sent.is_flagged)


def save(attempt_id: UUID, position: int, sent: SentAnswer) -> service.Receipt:
    """Save an answer. A page that showed no answer clears none: another tab may have saved one.

    Raises SignInRequired.
    """
    if sent.response_id is None:  # sent without a session
        raise SignInRequired
    with person_transaction() as (session, person_id):
        return service.save_form_answer(
            session,
            attempt_id=attempt_id,
            learner_id=person_id,
            position=position,
            response_id=sent.response_id,
            response=service.Answer(sent.fields, sent.is_flagged, may_clear=sent.has_seen),
            now=utc_now(),
        )


def next_url(attempt_id: UUID, go: str, *, is_late: bool) -> str:
    """Return the URL of the next page: a question, the overview, or the closed attempt."""
    if is_late:
        flash(_("The test had already ended. Your answer is stored but does not count."))
        return url_for(".attempt", attempt_id=attempt_id)
    if go.isdigit():
        return f"{request.path.rpartition('/')[0]}/{go}"
    return url_for(".finish", attempt_id=attempt_id)


def see_other(address: str) -> Response:
    """Redirect without a body, for the most frequent request."""
    return Response(status=303, headers={"Location": address})


def has_other_pages(current: queries.AttemptMap) -> bool:
    """Return whether an attempt is not shown one question per page."""
    return current.is_on_one_page or current.task in OTHER_LAYOUTS


def item_page(
    person: SignedInPerson,
    attempt_id: UUID,
    position: int,
    *,
    typed: Fields | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    """Render a question, or redirect if the attempt is closed or shown otherwise."""
    shown = queries.get_attempt_item(
        db.session(),
        attempt_id,
        position,
        learner_id=person.id,
        language=current_language(),
        typed=typed,
    )
    now = utc_now()
    if shown.map.submitted_at or shown.map.is_over(now) or has_other_pages(shown.map):
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    is_flagged = bool(request.args.get("flagged")) if typed is not None else shown.item.is_flagged
    page = render_template(
        "assessments/item.html",
        **frame(course_with(person, shown.map.context_id)),
        person_id=person.id,
        attempt_key=queries.get_attempt_key(db.session(), attempt_id),
        name=NAMES[shown.map.task],
        item=shown.item,
        map=shown.map,
        remaining_seconds=shown.map.remaining_seconds(now),
        is_restored=typed is not None,
        has_errors=bool(problem),
        problem=problem,
        response_id=new_id(),
        is_flagged=is_flagged,
    )
    return page, 422 if problem else 200
