"""Pages of learners: own and published questions, and the form to ask one."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.catalogue.queries import course_outline
from courses.lessons.course_map import LearnerCourse
from courses.questions import queries
from courses.questions.errors import TooManyQuestions
from courses.questions.service import withdraw_question
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.texts.masking import mask_personal_data
from lms.web.access.auth import current_person
from lms.web.access.form_tokens import validate_form
from lms.web.learning.scenarios import open_course
from lms.web.questions.blueprint import bp
from lms.web.questions.forms import QuestionForm
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.cohorts.expert_questions import ask_question


@bp.get("/courses/<code>/questions")
def of_course(code: str) -> ResponseReturnValue:
    person = current_person()
    course = open_course(person, code)
    session = db.session()
    own = queries.own_questions(session, course.enrolment_id, person_key_id=person.data_key_id)
    published = queries.published_questions(session, course.enrolment_id)
    outline = course_outline(session, course.course_version_id, language=current_language())
    return render_template(
        "questions/of_course.html",
        course=course,
        own=own,
        is_urgent=any(question.is_urgent and question.state == "waiting" for question in own),
        modules=[
            (module, [q for q in published if q.module_code == module.code]) for module in outline
        ],
        titles={module.code: module.title for module in outline},
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


@bp.route("/courses/<code>/questions/new", methods=["GET", "POST"])
def ask_experts(code: str) -> ResponseReturnValue:
    person = current_person()
    course = open_course(person, code)
    form = make_form(course)
    if request.method != "POST":
        return show(course, form), 200
    if not validate_form(form):
        return show(course, form), 422
    try:
        with transaction() as session:
            ask_question(
                session,
                form.new_question_id,
                enrolment_id=course.enrolment_id,
                person_id=person.id,
                person_key_id=person.data_key_id,
                module_code=form.module.data,
                text=form.question.data,
                now=utc_now(),
            )
    except TooManyQuestions as error:
        form.form_errors.append(error_message(error))
        return show(course, form), 422
    flash(_("Your question was sent. A moderator reads it first; the answer will appear here."))
    if mask_personal_data(form.question.data) != form.question.data:
        flash(_("Numbers and addresses of people were replaced by dots."))
    return redirect(url_for(".of_course", code=code), 303)


@bp.post("/courses/<code>/questions/<uuid:question_id>/withdraw")
def withdraw(code: str, question_id: UUID) -> ResponseReturnValue:
    """Withdraw an own question. Questions of other people are not found."""
    person = current_person()
    with transaction() as session:
        withdraw_question(session, question_id, person_id=person.id)
    flash(_("Withdrawn. Nothing of it is kept."))
    return redirect(url_for(".of_course", code=code), 303)


def make_form(course: LearnerCourse) -> QuestionForm:
    """The form with the modules of the course and a new question id."""
    modules = course_outline(db.session(), course.course_version_id, language=current_language())
    start = {"question_id": str(new_id()), "module": request.args.get("module", "")}
    return QuestionForm(modules, data=start)


def show(course: LearnerCourse, form: QuestionForm) -> str:
    return render_template(
        "questions/ask.html",
        course=course,
        form=form,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )
