"""Routes of lessons: read, open, finish or skip."""

from typing import Literal

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.queries import get_assessment_states
from courses.enrolment.errors import EnrolmentNotFound
from courses.lessons.lesson_page import LearnerLesson
from courses.progress.service import open_lesson
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.learning.blueprint import bp
from lms.web.learning.lesson_view import learner_lesson, lesson_page, record_visit
from lms.workflows.completion.finish_lesson import finish_lesson


@bp.get("/lessons/<lesson_code>")
def lesson(code: str, lesson_code: str) -> ResponseReturnValue:
    """Show a lesson; a pending pre-test comes first."""
    person = current_person()
    try:
        opened = learner_lesson(person, code, lesson_code)
    except EnrolmentNotFound:
        return redirect(url_for("catalogue.course", code=code), 303)
    pre_test = pending_pre_test(person, opened)
    if pre_test:
        return render_template(
            "learning/pre_test_first.html",
            lesson=opened,
            is_draft=opened.opening.is_draft,
            is_begun=pre_test == "open",
        )
    record_visit(opened)
    return lesson_page(person, opened)


@bp.post("/lessons/<lesson_code>/open")
def open_without_pre_test(code: str, lesson_code: str) -> ResponseReturnValue:
    """Open the first lesson without the pre-test, which can then no longer be begun."""
    person = current_person()
    opened = learner_lesson(person, code, lesson_code)
    with transaction() as session:
        open_lesson(session, enrolment_id=opened.enrolment_id, lesson_id=opened.id, now=utc_now())
    return redirect(url_for(".lesson", code=code, lesson_code=lesson_code), 303)


@bp.post("/lessons/<lesson_code>/finish")
def finish(code: str, lesson_code: str) -> ResponseReturnValue:
    """Finish or skip a lesson."""
    person = current_person()
    opened = learner_lesson(person, code, lesson_code)
    state: Literal["done", "skipped"] = "skipped" if request.form.get("skip") else "done"
    with transaction() as session:
        finish_lesson(
            session,
            person_id=person.id,
            enrolment_id=opened.enrolment_id,
            lesson_id=opened.id,
            state=state,
            now=utc_now(),
        )
    return redirect(next_url(opened, request.form.get("next", "")), 303)


def next_url(lesson: LearnerLesson, next_code: str) -> str:
    """URL of the next lesson that the form names, or of the course."""
    if next_code:
        return url_for(".lesson", code=lesson.course_code, lesson_code=next_code)
    return url_for("catalogue.course", code=lesson.course_code)


def pending_pre_test(person: SignedInPerson, lesson: LearnerLesson) -> str | None:
    """The state of a pending pre-test, if this would be the first lesson opened; else None."""
    if lesson.has_opened_any:
        return None
    states = get_assessment_states(
        db.session(), learner_id=person.id, context_id=lesson.course_version_id
    )
    pre = states.pre
    is_to_do = pre is not None and pre.state != "done" and not states.is_too_late(pre)
    return pre.state if pre is not None and is_to_do else None
