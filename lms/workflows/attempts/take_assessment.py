"""Taking the assessments of a course: the course decides when; the post-test may complete it.

An attempt whose time is over is closed by a job, or by the first request that opens it.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.queries
import assessments.service
import courses.catalogue.queries
import courses.progress.completion
import courses.progress.lesson_visits
import courses.progress.service
from assessments.attempts.opening import CourseProgress
from assessments.errors import AttemptNotFound
from assessments.kinds import Task
from courses.catalogue.errors import CourseClosed
from courses.catalogue.objective_queries import objectives
from courses.enrolment.errors import VersionLeft
from courses.enrolment.queries import Enrolment, enrolment_in_version, get_own_enrolment
from courses.follow_up.queries import open_invitation
from lms.kernel.jobs import add_job
from lms.kernel.ports import get_ports
from lms.workflows.completion.complete_course import award_if_complete
from lms.workflows.evaluation.groups import record_groups_of
from lms.workflows.evaluation.schedule import schedule_evaluation
from lms.workflows.learning_records.publish import (
    publish_attempt_started,
    publish_attempt_submitted,
)

CLOSE_ATTEMPT: Final = "close-attempt"


def start_attempt(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    purpose: Task,
    attempt_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Return the open attempt of the person, or a new one.

    The pre-test closes when the first lesson is opened. Raises CourseClosed, VersionLeft for a
    version that the person no longer takes, and the errors of `assessments.service.start_attempt`.
    """
    assessments.service.lock_starts(session, person_id)  # a merge may move the enrolment
    enrolment = get_own_enrolment(session, enrolment_id, person_id=person_id)
    if enrolment.superseded_at is not None:
        raise VersionLeft(course=enrolment.course_code)
    _require_open_course(session, enrolment)
    started_id = assessments.service.start_attempt(
        session,
        learner_id=person_id,
        context_id=enrolment.course_version_id,
        cohort_id=enrolment.cohort_id,
        purpose=purpose,
        progress=_progress(session, enrolment_id, now),
        attempt_id=attempt_id,
        now=now,
    )
    close_expired_attempts(session, person_id, now=now)
    publish_attempt_started(session, started_id, person_id=person_id, now=now)
    return started_id


def close_expired_attempts(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Enqueue a job for each open attempt with a deadline; again only for moved deadlines."""
    session.flush()  # the query below must see a new attempt
    for deadline in assessments.queries.list_open_deadlines(session, person_id):
        add_job(
            session,
            kind=CLOSE_ATTEMPT,
            key=f"{CLOSE_ATTEMPT}:{deadline.attempt_id}:{deadline.at.isoformat()}",
            arguments={"attempt_id": str(deadline.attempt_id), "person_id": str(person_id)},
            now=now,
            due_at=deadline.at,
        )


def close_expired_attempt(
    session: Session, attempt_id: UUID, *, person_id: UUID, now: datetime
) -> bool:
    """Submit an attempt whose time is over; return whether it is closed. Raises AttemptNotFound.

    If extra time and the end race, the first transaction decides.
    """
    assessments.service.lock_starts(session, person_id)
    assessments.service.lock_attempt(session, attempt_id, learner_id=person_id)
    attempt = assessments.queries.get_attempt_map(session, attempt_id, learner_id=person_id)
    if attempt.is_over(now):
        finish_attempt(session, attempt_id, person_id=person_id, now=now)
        return True
    return attempt.submitted_at is not None


def finish_attempt(
    session: Session, attempt_id: UUID, *, person_id: UUID, now: datetime
) -> UUID | None:
    """Submit an attempt; return the id of a certificate it earns, if any. A retry changes nothing.

    Raises AttemptNotFound, also for practice, which ends with its last answer.
    """
    assessments.service.lock_starts(session, person_id)  # before the attempt, as a merge does
    location = assessments.queries.get_attempt_location(session, attempt_id, learner_id=person_id)
    if location.task == "practice":
        raise AttemptNotFound(attempt_id=attempt_id)
    if assessments.service.submit_attempt(session, attempt_id, learner_id=person_id, now=now):
        if location.task == "pre":
            record_groups_of(session, person_id, location.context_id)
        publish_attempt_submitted(session, attempt_id, person_id=person_id, now=now)
        schedule_evaluation(session, location.context_id, now=now)
    if location.task != "post":
        return None
    # of the attempt's version, which may be an earlier one than the learner takes now
    enrolment = enrolment_in_version(session, person_id, location.context_id)
    _reopen_lessons(session, attempt_id, enrolment)
    return award_if_complete(session, enrolment_id=enrolment.id, now=now)


def _reopen_lessons(session: Session, attempt_id: UUID, enrolment: Enrolment) -> None:
    """Reopen the lessons of objectives not mastered in a post-test; none once it is passed."""
    result = assessments.queries.get_attempt_result(
        session, attempt_id, learner_id=enrolment.person_id
    )
    if result.next_attempt.state == "passed":
        courses.progress.service.end_reopening(session, enrolment_id=enrolment.id)
        return
    taught = objectives(session, enrolment.course_version_id, language="id")
    missed = [line.objective_code for line in result.mastery if line.level != "mastered"]
    courses.progress.service.reopen_lessons(
        session,
        enrolment_id=enrolment.id,
        lesson_codes={taught[code].lesson_code for code in missed if code in taught},
        reopened_at=result.submitted_at,
    )


def _progress(session: Session, enrolment_id: UUID, now: datetime) -> CourseProgress:
    invitation = open_invitation(session, enrolment_id, now=now)
    return CourseProgress(
        has_opened_lessons=courses.progress.lesson_visits.has_opened_lessons(session, enrolment_id),
        has_all_lessons=courses.progress.completion.has_all_lessons(session, enrolment_id),
        invited_at=invitation.invited_at if invitation else None,
    )


def _require_open_course(session: Session, enrolment: Enrolment) -> None:
    opening = courses.catalogue.queries.opening(
        session, enrolment.course_version_id, is_loopback=get_ports(session).is_loopback
    )
    if not opening.is_open:
        raise CourseClosed(course=enrolment.course_code)
