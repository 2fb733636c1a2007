"""The ends of a module and of the course: what is done, what one can now do, what is next."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from assessments.queries import get_follow_up_months
from certificates.records.queries import certificate_page, held_certificates
from certificates.records.views import CertificateStatus
from courses.follow_up.window import months_later
from courses.lessons.course_map import LearnerCourse
from courses.lessons.module_end import ModuleLesson, module_lessons
from courses.lessons.steps import LessonStep, lesson_steps, skipped_steps
from courses.progress.course_progress import CourseProgress, ModuleProgress, course_progress
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.learning.blueprint import bp
from lms.web.learning.scenarios import open_course
from lms.web.learning.step_view import MIN_SHARE
from lms.web.texts.language import current_language
from lms.workflows.completion.step_progress import step_progress

DONE, FRESH, NOT_YET = "done", "fresh", ""


@dataclass(frozen=True, slots=True)
class Rib:
    """A module as a rib of the umbrella; `state` is "done", "fresh" or ""."""

    number: int
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class StepAgain:
    """A step that is worth another visit; `is_skipped` if it was left out, else it fell short.

    `step` is None for a whole lesson.
    """

    lesson: ModuleLesson
    step: LessonStep | None
    is_skipped: bool


@bp.get("/modules/<module_code>/end")
def module_end(code: str, module_code: str) -> ResponseReturnValue:
    """Show the end of a finished module; another one leads to the course."""
    person = current_person()
    course = open_course(person, code)
    session, language = db.session(), current_language()
    progress = course_progress(session, course.enrolment_id, language=language)
    module = next((entry for entry in progress.modules if entry.code == module_code), None)
    if module is None or not module.is_finished:
        return redirect(url_for("catalogue.course", code=code), 303)
    lessons = module_lessons(session, course.enrolment_id, module_code, language=language)
    return render_template(
        "learning/module_end.html",
        course=course,
        module=module,
        number=module.number,
        ribs=ribs_of(progress, fresh=module_code),
        progress=progress,
        following=progress.next_module,
        goals=[goal for lesson in lessons if (goal := lesson.goal(language))],
        again=steps_again(session, course, lessons),
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


@bp.get("/end")
def course_end(code: str) -> ResponseReturnValue:
    """Show the end of a completed course; before that, lead to the course."""
    person = current_person()
    course = open_course(person, code)
    if course.completed_at is None:
        return redirect(url_for("catalogue.course", code=code), 303)
    session = db.session()
    progress = course_progress(session, course.enrolment_id, language=current_language())
    months = min(get_follow_up_months(session).get(course.course_version_id, ()), default=None)
    return render_template(
        "learning/course_end.html",
        course=course,
        name=person.name,
        ribs=ribs_of(progress),
        certificate=own_certificate(session, person, course),
        follow_up_on=months_later(course.completed_at, months) if months else None,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


def own_certificate(
    session: Session, person: SignedInPerson, course: LearnerCourse
) -> CertificateStatus | None:
    """The status of the certificate of this course, or None if it is not valid any more."""
    now = utc_now()
    held = held_certificates(session, [course.enrolment_id], now=now).get(course.enrolment_id)
    if held is None or held.state != "valid":
        return None
    return certificate_page(session, held.number, person_id=person.id, now=now).status


def ribs_of(progress: CourseProgress, *, fresh: str = "") -> list[Rib]:
    """The modules as ribs; the one with the code `fresh` has just opened."""
    return [Rib(m.number, m.title, _state(m, fresh)) for m in progress.modules]


def _state(module: ModuleProgress, fresh: str) -> str:
    if module.is_finished:
        return FRESH if module.code == fresh else DONE
    return NOT_YET  # also one that was begun: the ribs that are open are those that are counted


def steps_again(
    session: Session, course: LearnerCourse, lessons: tuple[ModuleLesson, ...]
) -> list[StepAgain]:
    """What was left out, and what fell short, once more."""
    entries: list[StepAgain] = []
    for lesson in lessons:
        if lesson.state == "skipped":
            entries.append(StepAgain(lesson, None, is_skipped=True))
            continue
        steps = lesson_steps(lesson.content, current_language())
        if not steps:
            continue
        done = step_progress(
            session,
            course.enrolment_id,
            lesson.id,
            opened=lesson.steps_opened,
            skipped=lesson.steps_skipped,
        )
        skipped = skipped_steps(steps, done)
        entries.extend(StepAgain(lesson, step, is_skipped=True) for step in skipped)
        entries.extend(
            StepAgain(lesson, step, is_skipped=False)
            for step in steps
            if step.kind in ("practise", "recall") and done.is_below(step, MIN_SHARE)
        )
    return entries
