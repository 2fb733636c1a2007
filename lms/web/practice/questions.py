"""Pages of one practice question each: answer, then reasons, then the next question."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments import queries as attempts
from assessments.attempts.save import Answer
from assessments.errors import AttemptNotFound, PracticeAnswerMissing, ResponseRefused
from assessments.practice import queries, service
from certificates.records.record_queries import running_refresher
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.web.access.auth import SignedInPerson, current_person, current_person_or_none
from lms.web.assessments.course_frame import course_with, frame
from lms.web.assessments.forms import AnswerForm
from lms.web.assessments.sent_answers import Fields, answer_in_url, sent_fields, url_with_answer
from lms.web.practice.blueprint import bp
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language


@bp.get("/practice/<uuid:attempt_id>")
def resume(attempt_id: UUID) -> ResponseReturnValue:
    """Redirect to the first question without an answer, or to the end."""
    person = current_person()
    current = attempts.get_attempt_map(db.session(), attempt_id, learner_id=person.id)
    if current.task != "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    if current.submitted_at is not None:
        return redirect(url_for(".end", attempt_id=attempt_id), 303)
    return redirect(url_for(".question", attempt_id=attempt_id, position=current.resume_at), 303)


@bp.get("/practice/<uuid:attempt_id>/items/<int:position>")
def question(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Show a question, with an answer of the URL if there is one."""
    return question_page(current_person(), attempt_id, position, typed=answer_in_url())


@bp.post("/practice/<uuid:attempt_id>/items/<int:position>")
def answer(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Save an answer. Checks the token itself: an answer outlives the token and the session."""
    person = current_person_or_none()
    form = AnswerForm()
    fields = sent_fields()
    address = url_for(".question", attempt_id=attempt_id, position=position)
    typed = url_with_answer(address, fields)
    if person is None:
        return redirect(url_for("account.sign_in", next=typed), 303)
    if not form.validate():
        return redirect(typed, 303)
    try:
        save(person, attempt_id, position, form, fields)
    except (ResponseRefused, PracticeAnswerMissing) as error:
        return question_page(person, attempt_id, position, problem=error_message(error))
    return redirect(address, 303)


def save(
    person: SignedInPerson, attempt_id: UUID, position: int, form: AnswerForm, fields: Fields
) -> None:
    """Save the answer to a practice question."""
    with transaction() as session:
        service.answer_practice(
            session,
            attempt_id=attempt_id,
            learner_id=person.id,
            position=position,
            response_id=form.response_id.id_value,
            response=Answer(fields),
            now=utc_now(),
        )


@bp.get("/practice/<uuid:attempt_id>/end")
def end(attempt_id: UUID) -> ResponseReturnValue:
    """Show the end of a round."""
    person = current_person()
    session = db.session()
    finished = queries.get_practice_round(session, attempt_id, learner_id=person.id)
    course = course_with(person, finished.context_id)
    return render_template(
        "practice/end.html",
        **frame(course),
        round=finished,
        refresher=running_refresher(session, person_id=person.id, course_code=course.code),
        offer=queries.get_practice_offer(
            session, learner_id=person.id, context_id=finished.context_id, now=utc_now()
        ),
    )


def question_page(
    person: SignedInPerson,
    attempt_id: UUID,
    position: int,
    *,
    typed: Fields | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    """Render a question, with the reasons once it is answered."""
    shown = queries.get_practice_item(
        db.session(),
        attempt_id,
        position,
        learner_id=person.id,
        language=current_language(),
        typed=typed,
    )
    page = render_template(
        "practice/question.html",
        **frame(course_with(person, shown.map.context_id)),
        question=shown,
        map=shown.map,
        is_restored=typed is not None and shown.feedback is None,
        has_errors=bool(problem),
        problem=problem,
        answer_form=AnswerForm(formdata=None, response_id=str(new_id())),
    )
    return page, 422 if problem else 200
