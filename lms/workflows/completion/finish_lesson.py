"""Finishes lessons and scenarios; issues the certificate if that completes the course."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from courses.enrolment.queries import get_own_enrolment
from courses.grading.service import recalculate_grade
from courses.progress import service as progress
from lms.workflows.attempts.practice import plan_practice
from lms.workflows.completion.complete_course import award_if_complete
from lms.workflows.completion.step_progress import require_all_steps
from lms.workflows.learning_records.publish import publish_lesson_done


def finish_lesson(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    lesson_id: UUID,
    state: Literal["done", "skipped"],
    now: datetime,
) -> None:
    """Finish a lesson as done or skipped, with equal credit. Idempotent.

    Schedules the questions of a done lesson for practice. Raises EnrolmentNotFound, LessonNotFound
    or LessonNotSkippable, and StepsRemaining for a lesson with steps whose required activities
    were not tried to the end.
    """
    enrolment = get_own_enrolment(session, enrolment_id, person_id=person_id)
    if state == "done":
        require_all_steps(session, enrolment_id, lesson_id)
    progress.finish_lesson(
        session, enrolment_id=enrolment_id, lesson_id=lesson_id, state=state, now=now
    )
    if state == "done":
        plan_practice(session, enrolment, lesson_id=lesson_id)
        publish_lesson_done(session, enrolment_id=enrolment_id, lesson_id=lesson_id, now=now)
    recalculate_grade(session, enrolment_id, now=now)
    award_if_complete(session, enrolment_id=enrolment_id, now=now)


def finish_scenario(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    scenario_id: UUID,
    score: int,
    max_score: int,
    now: datetime,
) -> None:
    """Record a finished round of a scenario; the rules of the version say whether it counts.

    Raises EnrolmentNotFound or ScenarioNotFound.
    """
    get_own_enrolment(session, enrolment_id, person_id=person_id)
    progress.finish_scenario(
        session,
        enrolment_id=enrolment_id,
        scenario_id=scenario_id,
        score=score,
        max_score=max_score,
        now=now,
    )
    award_if_complete(session, enrolment_id=enrolment_id, now=now)
