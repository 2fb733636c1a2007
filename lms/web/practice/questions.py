"""One question a page: first the answer, then the reasons on the same page, then the next one."""

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
from lms.web.assessments.sent_answers import Fields, carried_fields, carrying, sent_fields
from lms.web.practice.blueprint import bp
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language


@bp.get("/practice/<uuid:attempt_id>")
def resume(attempt_id: UUID) -> ResponseReturnValue:
    """The first question without an answer, or the end."""
    person = current_person()
    found = attempts.get_attempt_map(db.session(), attempt_id, learner_id=person.id)
    if found.task != "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    if found.submitted_at is not None:
        return redirect(url_for(".end", attempt_id=attempt_id), 303)
    return redirect(url_for(".question", attempt_id=attempt_id, position=found.resume_at), 303)


@bp.get("/practice/<uuid:attempt_id>/items/<int:position>")
def question(attempt_id: UUID, position: int) -> ResponseReturnValue:
    return question_page(current_person(), attempt_id, position, typed=carried_fields())


@bp.post("/practice/<uuid:attempt_id>/items/<int:position>")
def answer(attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Checks the form's token itself: an answer outlives the token and the session."""
    person = current_person_or_none()
    form = AnswerForm()
    fields = sent_fields()
    here = url_for(".question", attempt_id=attempt_id, position=position)
    typed = carrying(here, fields)
    if person is None:
        return redirect(url_for("account.sign_in", next=typed), 303)
    if not form.validate():
        return redirect(typed, 303)
    try:
        save(person, attempt_id, position, form, fields)
    except (ResponseRefused, PracticeAnswerMissing) as refused:
        return question_page(person, attempt_id, position, problem=error_message(refused))
    return redirect(here, 303)


def save(
    person: SignedInPerson, attempt_id: UUID, position: int, form: AnswerForm, fields: Fields
) -> None:
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
    person = current_person()
    session = db.session()
    found = queries.get_practice_round(session, attempt_id, learner_id=person.id)
    course = course_with(person, found.context_id)
    return render_template(
        "practice/end.html",
        **frame(course),
        round=found,
        refresher=running_refresher(session, person_id=person.id, course_code=course.code),
        offer=queries.get_practice_offer(
            session, learner_id=person.id, context_id=found.context_id, now=utc_now()
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
    found = queries.get_practice_item(
        db.session(),
        attempt_id,
        position,
        learner_id=person.id,
        language=current_language(),
        typed=typed,
    )
    page = render_template(
        "practice/question.html",
        **frame(course_with(person, found.map.context_id)),
        question=found,
        map=found.map,
        is_carried=typed is not None and found.feedback is None,
        has_errors=bool(problem),
        problem=problem,
        answer_form=AnswerForm(formdata=None, response_id=str(new_id())),
    )
    return page, 422 if problem else 200
