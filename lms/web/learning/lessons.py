"""Routes of lessons: read, open, finish or skip."""

from typing import Literal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from courses.catalogue.errors import LessonNotFound
from courses.enrolment.errors import EnrolmentNotFound
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.other_versions import had_lesson
from courses.lessons.same_objective import other_activity
from courses.lessons.steps import LessonStep, resume_step
from courses.progress.course_progress import course_progress
from courses.progress.errors import StepsRemaining
from courses.progress.service import open_lesson
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.learning.blueprint import bp
from lms.web.learning.lesson_view import learner_lesson, lesson_page, record_visit
from lms.web.learning.other_versions import lead_to_course
from lms.web.learning.pre_test import pending_pre_test_state
from lms.web.learning.step_view import step_page, steps_of
from lms.web.texts.language import current_language
from lms.web.texts.translation import gettext as _
from lms.workflows.completion.finish_lesson import finish_lesson
from lms.workflows.completion.step_progress import skip_step
from lms.workflows.learning_records.publish import publish_lesson_opened

REFUSED = 422


@bp.get("/lessons/<lesson_code>")
def lesson(code: str, lesson_code: str) -> ResponseReturnValue:
    """Show a lesson, or lead to the step where the learner resumes; a pending pre-test is first."""
    person = current_person()
    opened = lesson_to_read(person, code, lesson_code)
    if not isinstance(opened, LearnerLesson):
        return opened
    steps = steps_of(opened)
    if steps:
        return redirect(step_url(opened, resume_at(opened, steps)), 303)
    record_visit(opened)
    return lesson_page(person, opened)


@bp.get("/lessons/<lesson_code>/steps/<step_id>")
def step(code: str, lesson_code: str, step_id: str) -> ResponseReturnValue:
    """Show a step of a lesson; one that the lesson does not have leads to where one resumes."""
    person = current_person()
    opened = lesson_to_read(person, code, lesson_code)
    if not isinstance(opened, LearnerLesson):
        return opened
    steps = steps_of(opened)
    shown = next((entry for entry in steps if entry.id == step_id), None)
    if shown is None:
        flash(_("That step is not in this lesson any more. You go on where you were."))
        return redirect(url_for(".lesson", code=code, lesson_code=lesson_code), 303)
    record_visit(opened, shown.id)
    return step_page(person, opened, shown)


@bp.post("/lessons/<lesson_code>/open")
def open_without_pre_test(code: str, lesson_code: str) -> ResponseReturnValue:
    """Open the first lesson without the pre-test, which can then no longer be begun."""
    person = current_person()
    opened = learner_lesson(person, code, lesson_code)
    with transaction() as session:
        enrolment_id, now = opened.enrolment_id, utc_now()
        open_lesson(session, enrolment_id=enrolment_id, lesson_id=opened.id, now=now)
        publish_lesson_opened(session, enrolment_id=enrolment_id, lesson_id=opened.id, now=now)
    return redirect(url_for(".lesson", code=code, lesson_code=lesson_code), 303)


@bp.post("/lessons/<lesson_code>/steps/<step_id>/skip")
def skip(code: str, lesson_code: str, step_id: str) -> ResponseReturnValue:
    """Leave out a step that may be skipped, and go on with the next."""
    person = current_person()
    opened = learner_lesson(person, code, lesson_code)
    with transaction() as session:
        skip_step(
            session,
            person_id=person.id,
            enrolment_id=opened.enrolment_id,
            lesson_id=opened.id,
            step_id=step_id,
            now=utc_now(),
        )
    offer_other_activity(opened)
    steps = steps_of(opened)
    position = [entry.id for entry in steps].index(step_id)
    return redirect(step_url(opened, steps[min(position + 1, len(steps) - 1)]), 303)


@bp.post("/lessons/<lesson_code>/finish")
def finish(code: str, lesson_code: str) -> ResponseReturnValue:
    """Finish or skip a lesson."""
    person = current_person()
    opened = learner_lesson(person, code, lesson_code)
    state: Literal["done", "skipped"] = "skipped" if request.form.get("skip") else "done"
    try:
        with transaction() as session:
            finish_lesson(
                session,
                person_id=person.id,
                enrolment_id=opened.enrolment_id,
                lesson_id=opened.id,
                state=state,
                now=utc_now(),
            )
    except StepsRemaining:
        last = steps_of(opened)[-1]
        return step_page(person, opened, last, is_finish_refused=True), REFUSED
    if state == "skipped":
        offer_other_activity(opened)
    return redirect(after_finish(opened, request.form.get("next", "")), 303)


def after_finish(lesson: LearnerLesson, next_code: str) -> str:
    """URL of what follows: the end of a module that this lesson has finished, or the next lesson.

    `next_code` is the lesson that the form names; without it the next unfinished one follows, or
    the course.
    """
    code = lesson.course_code
    db.session().rollback()  # discards the snapshot from before the lesson was finished
    progress = course_progress(db.session(), lesson.enrolment_id, language=current_language())
    (module,) = [entry for entry in progress.modules if entry.code == lesson.module_code]
    if module.is_finished and not lesson.is_finished:
        return url_for("learning.module_end", code=code, module_code=module.code)
    if next_code:
        return url_for("learning.lesson", code=code, lesson_code=next_code)
    if progress.next_lesson and not lesson.is_finished:
        flash(_("“%(lesson)s” is done. The next lesson is here.", lesson=lesson.title))
        return url_for("learning.lesson", code=code, lesson_code=progress.next_lesson.code)
    return url_for("catalogue.course", code=code)


def offer_other_activity(lesson: LearnerLesson) -> None:
    """Say where the objectives of what was left out are practised on another case, if anywhere."""
    other = other_activity(
        db.session(), lesson.course_version_id, lesson.code, language=current_language()
    )
    if other is None:
        return
    path = url_for(
        ".step", code=lesson.course_code, lesson_code=other.lesson_code, step_id=other.step_id
    )
    text = _("Left out, and it counts. The same is asked once, on another case, in:")
    link = Markup('<a href="{}">{}</a>').format(path, other.lesson_title)
    flash(Markup("{} {}").format(text, link))


def step_url(lesson: LearnerLesson, step: LessonStep) -> str:
    """URL of a step."""
    return url_for(".step", code=lesson.course_code, lesson_code=lesson.code, step_id=step.id)


def resume_at(lesson: LearnerLesson, steps: tuple[LessonStep, ...]) -> LessonStep:
    """The step where the learner resumes."""
    return resume_step(steps, lesson.step, is_finished=lesson.is_finished)


def lesson_to_read(
    person: SignedInPerson, code: str, lesson_code: str
) -> LearnerLesson | ResponseReturnValue:
    """The lesson, or the response that comes first: joining the course, or a pending pre-test.

    A lesson that only a version has which the learner has left leads to the course.
    """
    try:
        opened = learner_lesson(person, code, lesson_code)
    except EnrolmentNotFound:
        return redirect(url_for("catalogue.course", code=code), 303)
    except LessonNotFound:
        if had_lesson(db.session(), person.id, code, lesson_code):
            return lead_to_course(code)
        raise
    return pre_test_first(person, opened) or opened


def pre_test_first(person: SignedInPerson, lesson: LearnerLesson) -> str | None:
    """The page that offers a pending pre-test, or None."""
    pre_test = pending_pre_test(person, lesson)
    if pre_test is None:
        return None
    return render_template(
        "learning/pre_test_first.html",
        lesson=lesson,
        is_draft=lesson.opening.is_draft,
        is_begun=pre_test == "open",
    )


def pending_pre_test(person: SignedInPerson, lesson: LearnerLesson) -> str | None:
    """The state of a pending pre-test, if this would be the first lesson opened; else None."""
    if lesson.has_opened_any:
        return None
    return pending_pre_test_state(person, lesson.course_version_id)
