"""Results of an attempt, and of all courses of a learner."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from assessments import queries
from assessments.errors import AttemptOpen
from assessments.queries import AssessmentState, AssessmentStates, AttemptResult, Comparison
from assessments.scoring.score import ObjectiveMastery
from courses.catalogue.objective_queries import Objective, objectives
from courses.lessons.course_map import LearnerCourse
from courses.progress.course_progress import course_progress
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import course_with, courses_of, frame
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.catalogue.home import rib_states
from lms.web.texts.language import current_language

MAX_FOLLOW_UP_GAP = timedelta(days=60)  # between test and scale of one follow-up


@bp.app_template_filter("mean")
def mean(value: float) -> str:
    """Format a mean with one decimal in the reader's language, such as `2,8`."""
    return str(format_decimal(value, "0.0"))


@dataclass(frozen=True, slots=True)
class MasteryLine:
    """An objective with its text, or its code if the course does not have it."""

    text: str
    level: str
    percent: int
    lesson_code: str | None
    lesson_title: str | None


@dataclass(frozen=True, slots=True)
class CourseResults:
    """The results of a learner in one course."""

    course: LearnerCourse
    states: AssessmentStates
    comparison: Comparison

    @property
    def has_any(self) -> bool:
        """Whether a test or a scale was handed in."""
        states = self.states
        before = (states.pre, states.self_efficacy_before)
        after = (states.post, states.self_efficacy_after, states.follow_up)
        known = (*before, *after, states.self_efficacy_follow_up)
        return any(state is not None and state.state == "done" for state in known)


@bp.get("/attempts/<uuid:attempt_id>/result")
def result(attempt_id: UUID) -> ResponseReturnValue:
    """Show the result of an attempt."""
    person = current_person()
    session = db.session()
    try:
        attempt = queries.get_attempt_result(session, attempt_id, learner_id=person.id)
    except AttemptOpen:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    course = course_with(person, attempt.context_id)
    template = (
        "scale_result" if attempt.task in SCALES else f"{attempt.task.replace('-', '_')}_result"
    )
    progress = course_progress(session, course.enrolment_id, language=current_language())
    states = queries.get_assessment_states(
        session, learner_id=person.id, context_id=attempt.context_id
    )
    return render_template(
        f"assessments/{template}.html",
        **frame(course),
        person_id=person.id,
        name=NAMES[attempt.task],
        result=attempt,
        states=states,
        scale_is_open=course.superseded_at is None
        and is_open_since(states.self_efficacy_follow_up, attempt.submitted_at),
        lines=mastery_lines(attempt, has_lessons=course.superseded_at is None),
        ribs=rib_states(progress),
        to_read_again=progress.to_read_again if course.superseded_at is None else (),
        has_all_lessons=progress.lessons_done >= progress.lessons_total,
        now=utc_now(),
    )


@bp.get("/results")
def results() -> ResponseReturnValue:
    """Show the results in all courses."""
    person = current_person()
    session = db.session()
    shown = [
        CourseResults(
            course,
            queries.get_assessment_states(
                session, learner_id=person.id, context_id=course.course_version_id
            ),
            queries.get_comparison(
                session, learner_id=person.id, context_id=course.course_version_id
            ),
        )
        for course in courses_of(person)
    ]
    is_draft = any(results.course.opening.is_draft for results in shown)
    return render_template(
        "assessments/results.html", person_id=person.id, shown=shown, is_draft=is_draft
    )


def is_open_since(scale: AssessmentState | None, moment: datetime) -> bool:
    """Return whether the scale of a follow-up is open, near the time of its test."""
    if scale is None:
        return False
    return scale.submitted_at is None or scale.submitted_at < moment - MAX_FOLLOW_UP_GAP


def mastery_lines(attempt: AttemptResult, *, has_lessons: bool = True) -> list[MasteryLine]:
    """Return the mastery of each objective with its text, and its lesson if the learner has it."""
    if not attempt.mastery:
        return []
    known = objectives(db.session(), attempt.context_id, language=current_language())
    lines = [_line(line, known.get(line.objective_code)) for line in attempt.mastery]
    return lines if has_lessons else [replace(line, lesson_code=None) for line in lines]


def _line(line: ObjectiveMastery, objective: Objective | None) -> MasteryLine:
    text = objective.text if objective else line.objective_code
    lesson = objective.lesson_code if objective else None
    title = objective.lesson_title if objective else None
    return MasteryLine(text, line.level, line.percent, lesson, title)
