"""The daily row of work that keeps accounts tidy. Callers commit."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kernel.jobs import add_job

JOB: Final = "tidy-accounts"
RUN_AT: Final = time(19, 0, tzinfo=UTC)  # two at night in Jakarta


def schedule_maintenance(session: Session, *, now: datetime) -> None:
    """The next day's row. Asked again it is the same row, so any number of consumers runs it once.

    Signing in and asking for an account ask for it, and each run asks for the next.
    """
    due_at = datetime.combine(now.astimezone(UTC).date(), RUN_AT)
    if due_at <= now:
        due_at += timedelta(days=1)
    key = f"{JOB}:{due_at.date().isoformat()}"
    session.flush()  # what the database refuses of earlier rows is no job that is there already
    try:
        with session.begin_nested():
            add_job(session, kind=JOB, key=key, arguments={}, now=now, due_at=due_at)
    except IntegrityError:
        return  # somebody asked at the same moment
