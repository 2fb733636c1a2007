"""Sitting the assessments of a course: the course says when, the post-test may complete it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.queries
import assessments.service
import courses.outline.queries
import courses.progress.queries
from assessments.kinds import Task
from courses.enrolment.queries import Enrolment, enrolment_of, own_enrolment
from courses.outline.errors import CourseClosed
from lms.kernel.ports import ports_of
from lms.workflows.complete_course import award_if_complete


def start_attempt(
    session: Session,
    *,
    person_id: UUID,
    enrolment_id: UUID,
    purpose: Task,
    attempt_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """The open attempt of the person, or a new one. The pre-test ends with the first lesson."""
    enrolment = own_enrolment(session, enrolment_id, person_id=person_id)
    _refuse_closed_course(session, enrolment)
    return assessments.service.start_attempt(
        session,
        learner_id=person_id,
        context_id=enrolment.course_version_id,
        cohort_id=enrolment.cohort_id,
        purpose=purpose,
        has_opened_lessons=courses.progress.queries.has_opened_lessons(session, enrolment_id),
        attempt_id=attempt_id,
        now=now,
    )


def finish_attempt(
    session: Session, attempt_id: UUID, *, person_id: UUID, now: datetime
) -> UUID | None:
    """Submit an attempt; the certificate that this brings, if any. A retry changes nothing."""
    assessments.service.submit_attempt(session, attempt_id, learner_id=person_id, now=now)
    place = assessments.queries.attempt_place(session, attempt_id, learner_id=person_id)
    if place.task != "post":
        return None
    rules = courses.outline.queries.completion_rules(session, place.context_id)
    enrolment = enrolment_of(session, person_id, rules.code)
    return award_if_complete(session, enrolment_id=enrolment.id, now=now)


def _refuse_closed_course(session: Session, enrolment: Enrolment) -> None:
    opening = courses.outline.queries.opening(
        session, enrolment.course_version_id, is_loopback=ports_of(session).is_loopback
    )
    if not opening.is_open:
        raise CourseClosed(course=enrolment.course_code)
