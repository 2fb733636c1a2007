"""One question a page. Leaving the page by any of its buttons saves the answer first."""

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
    carried_fields,
    carrying,
    sent_answer,
)
from lms.web.assessments.task_texts import NAMES, NOT_ONE_BY_ONE, SCALES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.attempts.take_assessment import close_expired_attempt


@bp.get("/attempts/<uuid:attempt_id>")
def attempt(attempt_id: UUID) -> ResponseReturnValue:
    """Where one left: the first blank, the scale, or the result."""
    person = current_person()
    found = queries.get_attempt_map(db.session(), attempt_id, learner_id=person.id)
    if found.task == "practice":
        return redirect(url_for("practice.resume", attempt_id=attempt_id), 303)
    if found.is_over(utc_now()) and close(person, attempt_id):
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    if found.submitted_at is not None:
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    if found.task in SCALES:
        return redirect(url_for(".scale", attempt_id=attempt_id), 303)
    if found.is_on_one_page:
        return redirect(url_for(".all_items", attempt_id=attempt_id), 303)
    return redirect(url_for(".item", attempt_id=attempt_id, position=found.resume_at), 303)


def close(person: SignedInPerson, attempt_id: UUID) -> bool:
    """What a job does as well; whoever opens the attempt does not wait for it.

    False where more time was given in this very moment.
    """
    with transaction() as session:
        is_closed = close_expired_attempt(session, attempt_id, person_id=person.id, now=utc_now())
    if is_closed:
        flash(_("The time is over. What you had answered by then is handed in."))
    return is_closed


@bp.get("/attempts/<uuid:attempt_id>/items/<int:position>")
def item(attempt_id: UUID, position: int) -> ResponseReturnValue:
    return item_page(current_person(), attempt_id, position, typed=carried_fields())


@bp.post("/attempts/<uuid:attempt_id>/items/<int:position>")
def answer(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Checks the form's token itself: an answer outlives the token and the session."""
    sent = sent_answer()
    try:
        if sent.response_id is None and has_session_key():
            return redirect(page_with(attempt_id, position, sent), 303)
        receipt = save(attempt_id, position, sent)
    except SignInRequired:
        here = page_with(attempt_id, position, sent)
        return redirect(url_for("account.sign_in", next=here), 303)
    except ResponseRefused as refused:
        return item_page(current_person(), attempt_id, position, problem=error_message(refused))
    return see_other(next_place(attempt_id, sent.go, is_late=receipt.is_late))


def page_with(attempt_id: UUID, position: int, sent: SentAnswer) -> str:
    """The question's address with what was chosen."""
    here = url_for(".item", attempt_id=attempt_id, position=position)
    return carrying(here, sent.fields, is_flagged=sent.is_flagged)


def save(attempt_id: UUID, position: int, sent: SentAnswer) -> service.Receipt:
    """A page that showed no answer takes none back: another tab may have given one since.

    Raises SignInRequired.
    """
    if sent.response_id is None:  # it came without a session, which a token belongs to
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


def next_place(attempt_id: UUID, go: str, *, is_late: bool) -> str:
    """Another question stands beside this one."""
    if is_late:
        flash(_("The test had already ended. Your answer is stored but does not count."))
        return url_for(".attempt", attempt_id=attempt_id)
    if go.isdigit():
        return f"{request.path.rpartition('/')[0]}/{go}"
    return url_for(".finish", attempt_id=attempt_id)


def see_other(address: str) -> Response:
    """As `redirect`, without a page that nobody sees, for what is sent most."""
    return Response(status=303, headers={"Location": address})


def has_other_pages(found: queries.AttemptMap) -> bool:
    return found.is_on_one_page or found.task in NOT_ONE_BY_ONE


def item_page(
    person: SignedInPerson,
    attempt_id: UUID,
    position: int,
    *,
    typed: Fields | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    found = queries.get_attempt_item(
        db.session(),
        attempt_id,
        position,
        learner_id=person.id,
        language=current_language(),
        typed=typed,
    )
    now = utc_now()
    if found.map.submitted_at or found.map.is_over(now) or has_other_pages(found.map):
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    is_flagged = bool(request.args.get("flagged")) if typed is not None else found.item.is_flagged
    page = render_template(
        "assessments/item.html",
        **frame(course_with(person, found.map.context_id)),
        person_id=person.id,
        attempt_key=queries.get_attempt_key(db.session(), attempt_id),
        name=NAMES[found.map.task],
        item=found.item,
        map=found.map,
        remaining_seconds=found.map.remaining_seconds(now),
        is_carried=typed is not None,
        has_errors=bool(problem),
        problem=problem,
        response_id=new_id(),
        is_flagged=is_flagged,
    )
    return page, 422 if problem else 200
