"""Events about enrolments for other systems. They name nobody."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from courses.enrolment.queries import Enrolment
from lms.kernel.deliveries.events import publish_event, timestamp

ENROLMENT_COMPLETED: Final = "enrolment.completed"


def publish_enrolment_completed(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """Tell webhooks that a learner has completed a course, by ids."""
    data = {
        "course": enrolment.course_code,
        "enrolment_id": str(enrolment.id),
        "person_id": str(enrolment.person_id),
        "completed_at": timestamp(now),
    }
    publish_event(session, ENROLMENT_COMPLETED, data, person_id=enrolment.person_id, now=now)
