"""Time limits of assessments, extra time of learners, deadlines and the lock of starts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.models import Attempt, ExtraTime
from assessments.errors import AssessmentNotFound
from assessments.items.models import Assessment
from assessments.kinds import TASKS, Task, task_of
from lms.kernel.database.row_locks import lock_rows

PERCENT = 100  # the whole, in percent


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open attempt with a time limit."""

    attempt_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """The time limit of a task; None means unlimited."""

    task: Task
    minutes: int | None


def set_time_limit(session: Session, *, context_id: UUID, task: Task, minutes: int | None) -> None:
    """Set the time limit for attempts that start from now on. Raises AssessmentNotFound."""
    kind, purpose = TASKS[task]
    assessment = session.scalar(
        select(Assessment).where(
            Assessment.context_id == context_id,
            Assessment.kind == kind,
            Assessment.purpose == purpose,
        )
    )
    if assessment is None:
        raise AssessmentNotFound(purpose=task)
    assessment.time_limit_minutes = minutes


def grant_extra_time(
    session: Session, *, learner_id: UUID, percent: int, granted_by: UUID, now: datetime
) -> None:
    """Grant extra time for open and future attempts; a deadline never moves earlier.

    Starts of the learner wait for this; closed attempts stay closed.
    """
    lock_starts(session, learner_id)
    session.add(
        ExtraTime(learner_id=learner_id, percent=percent, granted_by=granted_by, granted_at=now)
    )
    rows = session.execute(
        select(Attempt, Assessment.time_limit_minutes)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.submitted_at.is_(None),
            Attempt.deadline_at > now,
        )
        .with_for_update(of=Attempt)
    )
    for attempt, minutes in rows.all():
        later = compute_deadline(attempt.started_at, minutes, percent)
        attempt.deadline_at = max(filter(None, (attempt.deadline_at, later)))


def lock_starts(session: Session, learner_id: UUID) -> None:
    """Wait for other starts, extra time and merges of this learner, and make them wait.

    Locks the account. What decides about a start is read afterwards. Learners do not wait for each
    other. Take it before the lock of an attempt, or the two can deadlock.
    """
    lock_rows(session, "person", [learner_id])


def compute_deadline(
    started_at: datetime, minutes: int | None, extra_percent: int
) -> datetime | None:
    """Return the deadline of an attempt; None without a time limit."""
    if minutes is None:
        return None
    return started_at + timedelta(minutes=minutes) * (PERCENT + extra_percent) / PERCENT


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Return whether a deadline has passed; False without a deadline."""
    return deadline_at is not None and now >= deadline_at


def deadline_at_start(
    session: Session, assessment_id: UUID, *, learner_id: UUID, now: datetime
) -> datetime | None:
    """Return the deadline of an attempt that the learner starts now, if it has one."""
    minutes = session.scalar(
        select(Assessment.time_limit_minutes).where(Assessment.id == assessment_id)
    )
    return compute_deadline(now, minutes, get_extra_time(session, learner_id))


def get_extra_time(session: Session, learner_id: UUID) -> int:
    """Return the extra time of a learner in percent of the limit."""
    last = (
        select(ExtraTime.percent)
        .where(ExtraTime.learner_id == learner_id)
        .order_by(ExtraTime.granted_at.desc(), ExtraTime.id.desc())
        .limit(1)
    )
    return session.scalar(last) or 0


def list_open_deadlines(session: Session, learner_id: UUID) -> tuple[Deadline, ...]:
    """Return the deadlines of a learner's open attempts."""
    rows = session.execute(
        select(Attempt.id, Attempt.deadline_at).where(
            Attempt.learner_id == learner_id,
            Attempt.submitted_at.is_(None),
            Attempt.deadline_at.is_not(None),
        )
    )
    return tuple(Deadline(row.id, row.deadline_at) for row in rows if row.deadline_at)


def get_time_limits(session: Session, context_id: UUID) -> tuple[TimeLimit, ...]:
    """Return the time limits of all tasks of a context, in the order of the course."""
    rows = session.execute(
        select(Assessment.kind, Assessment.purpose, Assessment.time_limit_minutes).where(
            Assessment.context_id == context_id
        )
    )
    minutes = {
        task_of(row.kind, row.purpose): row.time_limit_minutes
        for row in rows
        if (row.kind, row.purpose) in TASKS.values()
    }
    return tuple(TimeLimit(task, minutes[task]) for task in TASKS if task in minutes)
