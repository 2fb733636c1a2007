"""Grants extra time to a person, for open attempts too; audited."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import assessments.service
from lms.accounts.queries import active_profile
from lms.kernel import audit
from lms.workflows.attempts.take_assessment import close_expired_attempts


def grant_extra_time(
    session: Session, person_id: UUID, *, percent: int, granted_by: UUID, now: datetime
) -> None:
    """Grant extra time in percent of each time limit; 0 ends it. Raises PersonNotFound."""
    active_profile(session, person_id)
    assessments.service.grant_extra_time(
        session, learner_id=person_id, percent=percent, granted_by=granted_by, now=now
    )
    close_expired_attempts(session, person_id, now=now)
    audit.record(
        session,
        action="extra-time.granted",
        actor_id=granted_by,
        subject_type="person",
        subject_id=person_id,
        now=now,
        details={"percent": percent},
    )
