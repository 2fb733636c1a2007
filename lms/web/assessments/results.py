"""Results: of one attempt, and of all courses of a learner."""

from dataclasses import dataclass
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
from courses.progress.queries import course_progress
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.assessments.blueprint import bp
from lms.web.assessments.course_frame import course_with, courses_of, frame
from lms.web.assessments.task_texts import NAMES, SCALES
from lms.web.catalogue.home import rib_states
from lms.web.texts.language import current_language

ONE_FOLLOW_UP = timedelta(days=60)  # test and scale of the same months lie nearer than this


@bp.app_template_filter("mean")
def mean(value: float) -> str:
    """`2,8`: one decimal in the reader's way of writing it."""
    return str(format_decimal(value, "0.0"))


@dataclass(frozen=True, slots=True)
class MasteryLine:
    """One objective in words; codes of objectives that are not in the course show as they are."""

    text: str
    level: str
    percent: int
    lesson_code: str | None


@dataclass(frozen=True, slots=True)
class CourseResults:
    course: LearnerCourse
    states: AssessmentStates
    comparison: Comparison


@bp.get("/attempts/<uuid:attempt_id>/result")
def result(attempt_id: UUID) -> ResponseReturnValue:
    person = current_person()
    session = db.session()
    try:
        found = queries.get_attempt_result(session, attempt_id, learner_id=person.id)
    except AttemptOpen:
        return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
    course = course_with(person, found.context_id)
    template = "scale_result" if found.task in SCALES else f"{found.task.replace('-', '_')}_result"
    progress = course_progress(session, course.enrolment_id, language=current_language())
    states = queries.get_assessment_states(
        session, learner_id=person.id, context_id=found.context_id
    )
    return render_template(
        f"assessments/{template}.html",
        **frame(course),
        person_id=person.id,
        name=NAMES[found.task],
        result=found,
        states=states,
        scale_is_open=is_open_since(states.self_efficacy_follow_up, found.submitted_at),
        lines=mastery_lines(found),
        ribs=rib_states(progress),
        to_read_again=progress.to_read_again,
        has_all_lessons=progress.lessons_done >= progress.lessons_total,
        now=utc_now(),
    )


@bp.get("/results")
def results() -> ResponseReturnValue:
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
    is_draft = any(one.course.opening.is_draft for one in shown)
    return render_template(
        "assessments/results.html", person_id=person.id, shown=shown, is_draft=is_draft
    )


def is_open_since(scale: AssessmentState | None, moment: datetime) -> bool:
    """Whether the scale of a follow-up is still to be answered, near the time of its test."""
    if scale is None:
        return False
    return scale.submitted_at is None or scale.submitted_at < moment - ONE_FOLLOW_UP


def mastery_lines(found: AttemptResult) -> list[MasteryLine]:
    if not found.mastery:
        return []
    known = objectives(db.session(), found.context_id, language=current_language())
    return [_line(line, known.get(line.objective_code)) for line in found.mastery]


def _line(line: ObjectiveMastery, objective: Objective | None) -> MasteryLine:
    text = objective.text if objective else line.objective_code
    lesson = objective.lesson_code if objective else None
    return MasteryLine(text, line.level, line.percent, lesson)
