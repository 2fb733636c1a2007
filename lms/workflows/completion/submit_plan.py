"""Hands an action plan in; where that completes a course, the certificate follows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.action_plans import service as action_plans
from courses.enrolment.queries import get_own_enrolment
from lms.workflows.completion.complete_course import award_if_complete


def submit_plan(session: Session, *, person_id: UUID, enrolment_id: UUID, now: datetime) -> None:
    """The plan as it was last saved. A retry changes nothing."""
    get_own_enrolment(session, enrolment_id, person_id=person_id)
    action_plans.submit_plan(session, enrolment_id=enrolment_id, person_id=person_id, now=now)
    award_if_complete(session, enrolment_id=enrolment_id, now=now)
