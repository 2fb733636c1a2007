"""Job that counts attendance when a live session is over, one transaction a learner."""

from collections.abc import Mapping
from uuid import UUID

from courses.cohorts.live_sessions.queries import attendance
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.workflows.cohorts.attendance import count_attendance


def count_session(arguments: Mapping[str, str]) -> None:
    """Credit the lessons of all attendees of `arguments["live_session_id"]`. Idempotent."""
    enrolment_ids = list(attendance(db.session(), UUID(arguments["live_session_id"])))
    db.session().rollback()  # end the read transaction before the writing ones
    for enrolment_id in enrolment_ids:
        with transaction() as session:
            count_attendance(session, enrolment_id, now=utc_now())
