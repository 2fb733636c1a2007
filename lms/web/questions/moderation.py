"""Pages of moderators and experts. They do not show who asked."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.questions import queries
from courses.questions.errors import QuestionNotFound, ReasonMissing
from courses.questions.queries import OpenQuestion
from courses.questions.service import DECISIONS, unpublish_question
from lms.accounts.service import record_staff_access
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.kernel.texts.texts import TextMissing
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.questions.blueprint import bp
from lms.web.questions.forms import AnswerForm, ModerationForm
from lms.web.texts.error_messages import error_message
from lms.workflows.cohorts.expert_questions import (
    ANSWER,
    MODERATE,
    answer_question,
    correct_answer,
    moderate_question,
    question_texts,
    scope_of_grants,
)


@bp.get("/questions")
def waiting() -> ResponseReturnValue:
    person = current_person()
    to_moderate, to_answer = (
        scope_of_grants(person.grants, MODERATE),
        scope_of_grants(person.grants, ANSWER),
    )
    if to_moderate.is_empty and to_answer.is_empty:
        raise NotAllowed(permission=ANSWER)
    session = db.session()
    return render_template(
        "questions/waiting.html",
        may_moderate=not to_moderate.is_empty,
        may_answer=not to_answer.is_empty,
        to_moderate=queries.open_questions(session, to_moderate, state="waiting"),
        to_answer=queries.open_questions(session, to_answer, state="passed"),
        answered=queries.answered_in_scope(session, to_answer),
        published=queries.published_in_scope(session, to_moderate),
        max_listed=queries.MAX_LISTED,
    )


@bp.get("/questions/<uuid:question_id>/moderate")
def read_to_moderate(question_id: UUID) -> ResponseReturnValue:
    person, question = require_question(MODERATE, question_id)
    form = ModerationForm(data={"wording": question_texts(db.session(), question).question})
    return show(person, "questions/moderate.html", question, form)


@bp.post("/questions/<uuid:question_id>/moderate")
def decide(question_id: UUID) -> ResponseReturnValue:
    person, question = require_question(MODERATE, question_id)
    form = ModerationForm()
    decision = request.form.get("decision", "")
    if not form.validate() or decision not in DECISIONS:
        return show(person, "questions/moderate.html", question, form), 422
    try:
        with transaction() as session:
            moderate_question(
                session,
                question,
                decision=decision,
                wording=form.wording.data,
                reason=form.reason.data,
                moderator_id=person.id,
                now=utc_now(),
            )
    except (ReasonMissing, TextMissing) as missing:
        field = form.reason if isinstance(missing, ReasonMissing) else form.wording
        field.errors = [error_message(missing)]
        return show(person, "questions/moderate.html", question, form), 422
    flash(_("Declined with your reason.") if decision == "declined" else _("Passed to experts."))
    return redirect(url_for(".waiting"), 303)


@bp.get("/questions/<uuid:question_id>/answer")
def read_to_answer(question_id: UUID) -> ResponseReturnValue:
    """The question in the moderator's wording, for an answer or its correction."""
    person, question = require_question(ANSWER, question_id)
    form = AnswerForm(data={"is_for_all": question.is_public})
    if question.answered_at is not None:
        form.answer.data = question_texts(db.session(), question).answer
        form.corrects.data = question.answered_at.isoformat()
    return show(person, "questions/answer.html", require_moderated(question), form)


@bp.post("/questions/<uuid:question_id>/answer")
def give_answer(question_id: UUID) -> ResponseReturnValue:
    person, question = require_question(ANSWER, question_id)
    form = AnswerForm()
    if not form.validate():
        return show(person, "questions/answer.html", require_moderated(question), form), 422
    if form.corrected_at is not None:
        return save_correction(person, question, form, form.corrected_at)
    with transaction() as session:
        answer_question(
            session,
            question,
            text=form.answer.data,
            is_for_all=form.is_for_all.data,
            expert_id=person.id,
            now=utc_now(),
        )
    is_published = question.is_public and form.is_for_all.data
    flash(_("Published in the course.") if is_published else _("Sent to the person who asked."))
    return redirect(url_for(".waiting"), 303)


def save_correction(
    person: SignedInPerson, question: OpenQuestion, form: AnswerForm, corrects: datetime
) -> ResponseReturnValue:
    """Replace the answer given at `corrects`."""
    with transaction() as session:
        correct_answer(
            session,
            question,
            text=form.answer.data,
            corrects=corrects,
            expert_id=person.id,
            now=utc_now(),
        )
    flash(
        _(
            "Corrected. The person who asked sees the new answer, and so does everybody where it "
            "was published."
        )
    )
    return redirect(url_for(".waiting"), 303)


@bp.post("/questions/<uuid:question_id>/take-down")
def take_back(question_id: UUID) -> ResponseReturnValue:
    require_question(MODERATE, question_id)
    with transaction() as session:
        unpublish_question(session, question_id)
    flash(_("Taken down. The person who asked can still read the answer."))
    return redirect(url_for(".waiting"), 303)


def require_question(permission: str, question_id: UUID) -> tuple[SignedInPerson, OpenQuestion]:
    """The current person and the question. Raises SignInRequired or QuestionNotFound."""
    person = current_person()
    reach = scope_of_grants(person.grants, permission)
    return person, queries.question_in_scope(db.session(), question_id, reach)


def require_moderated(question: OpenQuestion) -> OpenQuestion:
    """Raises QuestionNotFound for questions that no moderator has passed to experts."""
    if question.state in ("waiting", "declined"):
        raise QuestionNotFound()
    return question


def show(
    person: SignedInPerson, template: str, question: OpenQuestion, form: ModerationForm | AnswerForm
) -> str:
    """Show a question. The access to personal texts is audited."""
    texts = question_texts(db.session(), question)
    with transaction() as session:
        record_staff_access(
            session, reader_id=person.id, person_id=question.person_id, now=utc_now()
        )
    return render_template(
        template,
        question=question,
        texts=texts,
        form=form,
        is_own=question.person_id == person.id,
        helplines_url=f"/courses/{question.course_code}/helplines",
    )
