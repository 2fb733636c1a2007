"""Time limits of the tests of a course version, set by staff; audited."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.service
from assessments.kinds import Task
from assessments.queries import get_time_limits
from lms.kernel import audit


def set_time_limit(
    session: Session,
    course_version_id: UUID,
    *,
    minutes: Mapping[Task, int | None],
    set_by: UUID,
    now: datetime,
) -> None:
    """Set limits in minutes; None removes one. Open attempts keep their limit."""
    for limit in get_time_limits(session, course_version_id):
        if limit.task not in minutes or minutes[limit.task] == limit.minutes:
            continue
        chosen = minutes[limit.task]
        assessments.service.set_time_limit(
            session, context_id=course_version_id, task=limit.task, minutes=chosen
        )
        audit.record(
            session,
            action="assessment.time-limit-set",
            actor_id=set_by,
            subject_type="course-version",
            subject_id=course_version_id,
            now=now,
            details={"task": limit.task, "minutes": chosen},
        )
