"""Questions that wait: for a moderator, for an expert. Nobody reads here who asked."""

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
        most=queries.MAX_LISTED,
    )


@bp.get("/questions/<uuid:question_id>/moderate")
def read_to_moderate(question_id: UUID) -> ResponseReturnValue:
    person, found = require_question(MODERATE, question_id)
    form = ModerationForm(data={"wording": question_texts(db.session(), found).question})
    return show(person, "questions/moderate.html", found, form)


@bp.post("/questions/<uuid:question_id>/moderate")
def decide(question_id: UUID) -> ResponseReturnValue:
    person, found = require_question(MODERATE, question_id)
    form = ModerationForm()
    decision = request.form.get("decision", "")
    if not form.validate() or decision not in DECISIONS:
        return show(person, "questions/moderate.html", found, form), 422
    try:
        with transaction() as session:
            moderate_question(
                session,
                found,
                decision=decision,
                wording=form.wording.data,
                reason=form.reason.data,
                moderator_id=person.id,
                now=utc_now(),
            )
    except (ReasonMissing, TextMissing) as missing:
        field = form.reason if isinstance(missing, ReasonMissing) else form.wording
        field.errors = [error_message(missing)]
        return show(person, "questions/moderate.html", found, form), 422
    flash(_("Declined with your reason.") if decision == "declined" else _("Passed to experts."))
    return redirect(url_for(".waiting"), 303)


@bp.get("/questions/<uuid:question_id>/answer")
def read_to_answer(question_id: UUID) -> ResponseReturnValue:
    """An expert reads the moderator's wording; before that there is nothing to read."""
    person, found = require_question(ANSWER, question_id)
    form = AnswerForm(data={"is_for_all": found.is_public})
    if found.answered_at is not None:
        form.answer.data = question_texts(db.session(), found).answer
        form.corrects.data = found.answered_at.isoformat()
    return show(person, "questions/answer.html", require_moderated(found), form)


@bp.post("/questions/<uuid:question_id>/answer")
def give_answer(question_id: UUID) -> ResponseReturnValue:
    person, found = require_question(ANSWER, question_id)
    form = AnswerForm()
    if not form.validate():
        return show(person, "questions/answer.html", require_moderated(found), form), 422
    if form.corrected_at is not None:
        return correct_it(person, found, form, form.corrected_at)
    with transaction() as session:
        answer_question(
            session,
            found,
            text=form.answer.data,
            is_for_all=form.is_for_all.data,
            expert_id=person.id,
            now=utc_now(),
        )
    is_published = found.is_public and form.is_for_all.data
    flash(_("Published in the course.") if is_published else _("Sent to whoever asked."))
    return redirect(url_for(".waiting"), 303)


def correct_it(
    person: SignedInPerson, found: OpenQuestion, form: AnswerForm, corrects: datetime
) -> ResponseReturnValue:
    with transaction() as session:
        correct_answer(
            session,
            found,
            text=form.answer.data,
            corrects=corrects,
            expert_id=person.id,
            now=utc_now(),
        )
    flash(_("Corrected. Whoever asked reads the new answer, and so does everybody where it stood."))
    return redirect(url_for(".waiting"), 303)


@bp.post("/questions/<uuid:question_id>/take-down")
def take_back(question_id: UUID) -> ResponseReturnValue:
    require_question(MODERATE, question_id)
    with transaction() as session:
        unpublish_question(session, question_id)
    flash(_("Taken down. Whoever asked still reads the answer."))
    return redirect(url_for(".waiting"), 303)


def require_question(permission: str, question_id: UUID) -> tuple[SignedInPerson, OpenQuestion]:
    """The person of this request and the question. Raises SignInRequired or QuestionNotFound."""
    person = current_person()
    reach = scope_of_grants(person.grants, permission)
    return person, queries.question_in_scope(db.session(), question_id, reach)


def require_moderated(found: OpenQuestion) -> OpenQuestion:
    """Experts are told nothing of what was not passed on to them."""
    if found.state in ("waiting", "declined"):
        raise QuestionNotFound()
    return found


def show(
    person: SignedInPerson, template: str, found: OpenQuestion, form: ModerationForm | AnswerForm
) -> str:
    """Whose words are read is recorded, though no name is shown."""
    said = question_texts(db.session(), found)
    with transaction() as session:
        record_staff_access(session, reader_id=person.id, person_id=found.person_id, now=utc_now())
    return render_template(
        template,
        question=found,
        said=said,
        form=form,
        is_own=found.person_id == person.id,
        helplines_url=f"/courses/{found.course_code}/helplines",
    )
