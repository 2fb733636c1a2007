"""Renders the page of a lesson with its units."""

from dataclasses import dataclass

from flask import render_template
from sqlalchemy.exc import OperationalError

from courses.block_host.state import queries as units
from courses.catalogue.errors import CourseClosed
from courses.lessons import lesson_page as lessons
from courses.lessons.lesson_page import AdjacentLesson, LearnerLesson
from courses.progress.service import open_lesson
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import Contexts, RejectedForm, render_units
from lms.web.learning.lesson_parts import lesson_parts
from lms.web.texts.language import current_language
from lms.workflows.learning_records.publish import publish_lesson_opened


@dataclass(frozen=True, slots=True)
class LessonFrame:
    """The lessons of the module, the previous and next lesson, and the lesson's number."""

    in_module: tuple[AdjacentLesson, ...]
    before: AdjacentLesson | None
    after: AdjacentLesson | None
    number: int


def learner_lesson(person: SignedInPerson, course_code: str, lesson_code: str) -> LearnerLesson:
    """The lesson, if its course is open. Raises EnrolmentNotFound, LessonNotFound, CourseClosed."""
    lesson = lessons.learner_lesson(
        db.session(),
        person.id,
        course_code,
        lesson_code,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )
    if not lesson.opening.is_open:
        raise CourseClosed(course=course_code)
    return lesson


def lesson_page(
    person: SignedInPerson,
    lesson: LearnerLesson,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
) -> str:
    """Render a lesson; `contexts` and `not_taken` show rejected input of a block again."""
    session = db.session()
    language = current_language()
    page = units.get_lesson_page(
        session, lesson.id, person_id=person.id, course_code=lesson.course_code
    )
    viewer = learner_viewer(
        session,
        person,
        enrolment_id=lesson.enrolment_id,
        course_version_id=lesson.course_version_id,
        course_code=lesson.course_code,
        language=language,
    )
    frame = lesson_frame(lesson, lessons.adjacent_lessons(session, lesson, language=language))
    return render_template(
        "learning/lesson.html",
        lesson=lesson,
        frame=frame,
        parts=lesson_parts(lesson, frame.number, language),
        units=render_units(page, viewer, person, contexts or {}),
        has_errors=bool(contexts),
        not_taken=not_taken,
        is_draft=lesson.opening.is_draft,
        helplines_url=f"/courses/{lesson.course_code}/helplines",
    )


def record_visit(lesson: LearnerLesson, step: str | None = None) -> None:
    """Record that the learner resumes at this lesson and step.

    Ignored while the database is read-only.
    """
    is_recorded = step is None or (lesson.step == step and step in lesson.steps_opened)
    if lesson.is_last_visited and is_recorded:
        return
    try:
        with transaction() as session:
            open_lesson(
                session,
                enrolment_id=lesson.enrolment_id,
                lesson_id=lesson.id,
                step=step,
                now=utc_now(),
            )
            if not lesson.state:
                publish_lesson_opened(
                    session,
                    enrolment_id=lesson.enrolment_id,
                    lesson_id=lesson.id,
                    now=utc_now(),
                )
    except OperationalError:
        return


def lesson_frame(lesson: LearnerLesson, near: tuple[AdjacentLesson, ...]) -> LessonFrame:
    """The position of a lesson among the adjacent lessons."""
    in_module = tuple(entry for entry in near if entry.module_code == lesson.module_code)
    beside = {entry.position: entry for entry in near}
    return LessonFrame(
        in_module=in_module,
        before=beside.get(lesson.position - 1),
        after=beside.get(lesson.position + 1),
        number=[entry.code for entry in in_module].index(lesson.code) + 1,
    )
