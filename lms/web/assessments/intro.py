"""The page before an assessment, and its start."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments import queries
from assessments.attempts.opening import CourseProgress
from assessments.errors import AssessmentNotFound, AttemptsUsedUp
from assessments.kinds import TASKS, Task
from assessments.queries import AssessmentState, AssessmentStates
from assessments.scoring.policies import Rules
from courses.enrolment.errors import EnrolmentNotFound
from courses.follow_up.queries import open_invitation
from courses.lessons.course_map import LearnerCourse, learner_course
from courses.progress.completion import completion
from courses.progress.course_progress import unopened_modules
from courses.progress.lesson_visits import has_opened_lessons
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import frame
from lms.web.assessments.forms import StartForm
from lms.web.assessments.planned_tasks import planned_tasks
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.texts.language import current_language
from lms.workflows.attempts.take_assessment import start_attempt

Stage = Literal[
    "ready",
    "open",
    "again",
    "waiting",
    "closed",
    "post-begun",
    "done",
    "passed",
    "used-up",
    "lessons-first",
    "uninvited",
]


STARTED: Final = ("open", "passed", "done", "used-up")  # stages with an attempt to show


@bp.get("/courses/<code>/assessments/<task>")
def intro(code: str, task: Task) -> ResponseReturnValue:
    """Show what an assessment is like and whether it may be started."""
    person = current_person()
    try:
        course = course_of(person, code)
    except EnrolmentNotFound:
        return redirect(url_for("catalogue.course", code=code), 303)
    if task == "practice":
        return redirect(url_for("practice.offer", code=code), 303)
    session = db.session()
    details = queries.get_assessment_intro(session, context_id=course.course_version_id, task=task)
    states = queries.get_assessment_states(
        session, learner_id=person.id, context_id=course.course_version_id
    )
    state = state_of(states, task)
    extra_percent = queries.get_extra_time(session, person.id) if details.time_limit_minutes else 0
    lessons = completion(session, course.enrolment_id)
    progress = course_progress(course, has_all_lessons=lessons.has_all_lessons)
    stage = stage_of(states, task, details.rules, progress, now=utc_now())
    if not course.opening.is_open and stage not in STARTED:
        return render_template("catalogue/closed.html", title=course.title), 403
    return render_template(
        "assessments/intro.html",
        **frame(course),
        person_id=person.id,
        task=task,
        name=NAMES[task],
        is_scale=task in SCALES,
        is_hard=task not in SCALES and has_content_warnings(course),
        details=details,
        state=state,
        minutes=details.minutes_for(extra_percent),
        extra_percent=extra_percent,
        stage=stage,
        planned=planned_tasks(person, course)
        if task == "follow-up" and stage != "uninvited"
        else (),
        remaining_lessons=lessons.lessons_total - lessons.lessons_done,
        form=StartForm(formdata=None, attempt_id=str(new_id())),
    )


def has_content_warnings(course: LearnerCourse) -> bool:
    """Whether lessons of the course carry a content warning, so that its test needs one too."""
    language: Literal["id", "en"] = "en" if current_language() == "en" else "id"
    modules = unopened_modules(db.session(), str(course.course_version_id), language)
    return any(lesson.content_warning for module in modules for lesson in module.lessons)


def course_progress(course: LearnerCourse, *, has_all_lessons: bool) -> CourseProgress:
    """Return the progress in the course, on which the opening of a test depends."""
    session = db.session()
    invitation = open_invitation(session, course.enrolment_id, now=utc_now())
    return CourseProgress(
        has_opened_lessons=has_opened_lessons(session, course.enrolment_id),
        has_all_lessons=has_all_lessons,
        invited_at=invitation.invited_at if invitation else None,
    )


@bp.post("/courses/<code>/assessments/<task>")
def start(code: str, task: Task) -> ResponseReturnValue:
    """Start an attempt, or continue the open one."""
    person = current_person()
    form = StartForm()
    if not form.validate():
        return redirect(url_for(".intro", code=code, task=task), 303)
    course = course_of(person, code)
    try:
        with transaction() as session:
            attempt_id = start_attempt(
                session,
                person_id=person.id,
                enrolment_id=course.enrolment_id,
                purpose=task,
                attempt_id=form.attempt_id.id_value,
                now=utc_now(),
            )
    except AttemptsUsedUp:
        attempt_id = done_attempt(person, course, task)
    return redirect(url_for(".attempt", attempt_id=attempt_id), 303)


def done_attempt(person: SignedInPerson, course: LearnerCourse, task: Task) -> UUID:
    """Return the finished attempt, for a form that was opened before it was finished.

    Raises AttemptsUsedUp for the post-test, where a person has to decide what comes next.
    """
    states = queries.get_assessment_states(
        db.session(), learner_id=person.id, context_id=course.course_version_id
    )
    state = state_of(states, task)
    if TASKS[task] == ("knowledge", "post") or state.attempt_id is None:
        raise AttemptsUsedUp(attempts=state.attempts_made)
    return state.attempt_id


def course_of(person: SignedInPerson, code: str) -> LearnerCourse:
    """Return a course of a person. Raises EnrolmentNotFound."""
    return learner_course(
        db.session(),
        person.id,
        code,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )


def state_of(states: AssessmentStates, task: Task) -> AssessmentState:
    """Return the progress in a task. Raises AssessmentNotFound."""
    state = {
        "pre": states.pre,
        "post": states.post,
        "self-efficacy-before": states.self_efficacy_before,
        "self-efficacy-after": states.self_efficacy_after,
        "follow-up": states.follow_up,
        "self-efficacy-follow-up": states.self_efficacy_follow_up,
    }.get(task)
    if state is None:
        raise AssessmentNotFound(purpose=task)
    return state


def stage_of(
    states: AssessmentStates, task: Task, rules: Rules, progress: CourseProgress, *, now: datetime
) -> Stage:
    """Return what the learner can do now."""
    state = state_of(states, task)
    if state.state == "open":
        return "open"
    if state.has_passed:
        return "passed"
    if rules.opens == "invitation":
        return follow_up_stage(state, progress.invited_at)
    if state.attempts_made and not state.attempts_remaining:
        return "used-up" if TASKS[task] == ("knowledge", "post") else "done"
    is_too_late = TASKS[task][1] == "pre" and states.is_too_late(state)
    return closed_stage(rules, progress, is_too_late) or retake_stage(state, now)


def closed_stage(rules: Rules, progress: CourseProgress, is_too_late: bool) -> Stage | None:
    """Return why a test is closed; None if it is open."""
    if rules.opens == "before-lessons" and progress.has_opened_lessons:
        return "closed"
    if rules.opens == "after-lessons" and not progress.has_all_lessons:
        return "lessons-first"
    return "post-begun" if is_too_late else None


def retake_stage(state: AssessmentState, now: datetime) -> Stage:
    """Return the stage of an open test: first start, wait, or retake."""
    if state.may_retake_at is not None and state.may_retake_at > now:
        return "waiting"
    return "again" if state.attempts_made else "ready"


def follow_up_stage(state: AssessmentState, invited_at: datetime | None) -> Stage:
    """Return the stage of a follow-up, which is taken once per invitation."""
    if invited_at is None:
        return "done" if state.attempts_made else "uninvited"
    is_done = state.submitted_at is not None and state.submitted_at >= invited_at
    return "done" if is_done else "ready"
