"""The way that a reminder shows: to whatever comes next in a course when it is opened."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from assessments.practice.queries import home_states
from assessments.queries import AssessmentStates
from courses.enrolment.errors import EnrolmentNotFound
from courses.learning.queries import LearnerCourse, learner_course
from courses.progress.queries import CourseProgress, course_progress
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.web.auth import current_person
from lms.web.catalogue.blueprint import bp
from lms.web.catalogue.home import pre_test_first
from lms.web.language import current_language


@bp.get("/courses/<code>/next")
def next_step(code: str) -> ResponseReturnValue:
    """The reader's own. Who is not in the course, or finds it closed, comes to its page."""
    person = current_person()
    session, language = db.session(), current_language()
    is_loopback = current_ports().is_loopback
    base = url_for(".course", code=code)
    try:
        found = learner_course(session, person.id, code, language=language, is_loopback=is_loopback)
    except EnrolmentNotFound:
        return redirect(base, 303)
    progress = course_progress(session, found.enrolment_id, language=language)
    context_id = found.course_version_id
    states = home_states(session, learner_id=person.id, context_id=context_id, now=utc_now()).states
    return redirect(base + path_after(found, progress, states), 303)


def path_after(course: LearnerCourse, progress: CourseProgress, states: AssessmentStates) -> str:
    """Below the page of the course: the pre-test, the next lesson, or nothing."""
    if course.completed_at or not course.opening.is_open:
        return ""
    if pre_test_first(progress, states):
        return "/assessments/pre"
    return f"/lessons/{progress.next_lesson.code}" if progress.next_lesson else ""
