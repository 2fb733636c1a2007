"""The job that counts attendance when a live session is over, a transaction a learner."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from courses.cohorts.live_sessions.queries import attendance
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.workflows.cohorts.attendance import count_attendance


def count_session(arguments: Mapping[str, Any]) -> None:
    """Those who came; a job that is done again finds their lessons done."""
    came = list(attendance(db.session(), UUID(arguments["live_session_id"])))
    db.session().rollback()  # what follows is read anew in each transaction
    for enrolment_id in came:
        with transaction() as session:
            count_attendance(session, enrolment_id, now=utc_now())
