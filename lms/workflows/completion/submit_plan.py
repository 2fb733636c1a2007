"""Submits an action plan; issues the certificate if that completes the course."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.action_plans import service as action_plans
from courses.enrolment.queries import get_own_enrolment
from lms.workflows.completion.complete_course import award_if_complete


def submit_plan(session: Session, *, person_id: UUID, enrolment_id: UUID, now: datetime) -> None:
    """Submit the last saved plan. Idempotent. Raises EnrolmentNotFound or PlanNotFound."""
    get_own_enrolment(session, enrolment_id, person_id=person_id)
    action_plans.submit_plan(session, enrolment_id=enrolment_id, person_id=person_id, now=now)
    award_if_complete(session, enrolment_id=enrolment_id, now=now)
