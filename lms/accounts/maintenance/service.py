"""Schedule the daily maintenance job. Callers commit."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from lms.kernel.jobs import add_job_if_absent

JOB: Final = "tidy-accounts"
RUN_AT: Final = time(19, 0, tzinfo=UTC)  # 02:00 in Jakarta


def schedule_maintenance(session: Session, *, now: datetime) -> None:
    """Queue the next run, unless it is queued already.

    Called by sign-in, by requests for an account, and by each run.
    """
    due_at = datetime.combine(now.astimezone(UTC).date(), RUN_AT)
    if due_at <= now:
        due_at += timedelta(days=1)
    key = f"{JOB}:{due_at.date().isoformat()}"
    add_job_if_absent(session, kind=JOB, key=key, arguments={}, now=now, due_at=due_at)
