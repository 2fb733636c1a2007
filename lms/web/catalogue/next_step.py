"""Redirects links of reminders to the next step in a course."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from assessments.practice.queries import get_home_states
from assessments.queries import AssessmentStates
from courses.enrolment.errors import EnrolmentNotFound
from courses.lessons.course_map import LearnerCourse, learner_course
from courses.progress.course_progress import CourseProgress, course_progress
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.catalogue.blueprint import bp
from lms.web.catalogue.home import grades_to_reach, pre_test_first
from lms.web.catalogue.tasks import next_task, tasks_of
from lms.web.texts.language import current_language


@bp.get("/courses/<code>/next")
def next_step(code: str) -> ResponseReturnValue:
    """Redirect to the learner's next step; to the course page if not enrolled or closed."""
    person = current_person()
    session, language = db.session(), current_language()
    is_loopback = current_ports().is_loopback
    base = url_for(".course", code=code)
    try:
        course = learner_course(
            session, person.id, code, language=language, is_loopback=is_loopback
        )
    except EnrolmentNotFound:
        return redirect(base, 303)
    progress = course_progress(session, course.enrolment_id, language=language)
    context_id = course.course_version_id
    states = get_home_states(
        session, learner_id=person.id, context_id=context_id, now=utc_now()
    ).states
    return redirect(step_after(base, course, progress, states), 303)


def step_after(
    base: str, course: LearnerCourse, progress: CourseProgress, states: AssessmentStates
) -> str:
    """URL of the next step: pre-test, next lesson, next task, or the course page."""
    if course.completed_at or not course.opening.is_open:
        return base
    if pre_test_first(progress, states):
        return f"{base}/assessments/pre"
    if progress.next_lesson:
        return f"{base}/lessons/{progress.next_lesson.code}"
    task = next_task((*tasks_of(course, progress, states), *grades_to_reach(course, progress)))
    return task.href if task else base
