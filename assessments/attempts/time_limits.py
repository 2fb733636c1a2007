"""Time limits: how long a learner may take, and until when an attempt is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.models import Attempt, ExtraTime
from assessments.errors import AssessmentNotFound
from assessments.items.models import Assessment
from assessments.kinds import TASKS, Task, task_of

WHOLE = 100  # percent


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open attempt with a time limit."""

    attempt_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """None: as long as one likes."""

    task: Task
    minutes: int | None


def set_time_limit(session: Session, *, context_id: UUID, task: Task, minutes: int | None) -> None:
    """For attempts that begin from now on. Raises AssessmentNotFound."""
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
    """From now on, and for what is open now: nobody gets less time than they were promised.

    What begins at this moment waits, or is waited for; what is closed before stays closed.
    """
    _lock_starts(session)
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
        later = deadline(attempt.started_at, minutes, percent)
        attempt.deadline_at = max(filter(None, (attempt.deadline_at, later)))


def _lock_starts(session: Session) -> None:
    """On PostgreSQL. Shared with who hands in, so that nobody waits for one who waits."""
    limited = select(Assessment.id).where(Assessment.time_limit_minutes.is_not(None))
    session.execute(limited.order_by(Assessment.id).with_for_update(read=True))


def deadline(began_at: datetime, minutes: int | None, extra_percent: int) -> datetime | None:
    if minutes is None:
        return None
    return began_at + timedelta(minutes=minutes) * (WHOLE + extra_percent) / WHOLE


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    return deadline_at is not None and now >= deadline_at


def deadline_of_start(
    session: Session, assessment_id: UUID, *, learner_id: UUID, now: datetime
) -> datetime | None:
    """When the attempt of a learner would end that begins now."""
    minutes = session.scalar(
        select(Assessment.time_limit_minutes).where(Assessment.id == assessment_id)
    )
    return deadline(now, minutes, extra_time(session, learner_id))


def extra_time(session: Session, learner_id: UUID) -> int:
    """In percent; 0 for most."""
    last = (
        select(ExtraTime.percent)
        .where(ExtraTime.learner_id == learner_id)
        .order_by(ExtraTime.granted_at.desc(), ExtraTime.id.desc())
        .limit(1)
    )
    return session.scalar(last) or 0


def open_deadlines(session: Session, learner_id: UUID) -> tuple[Deadline, ...]:
    rows = session.execute(
        select(Attempt.id, Attempt.deadline_at).where(
            Attempt.learner_id == learner_id,
            Attempt.submitted_at.is_(None),
            Attempt.deadline_at.is_not(None),
        )
    )
    return tuple(Deadline(row.id, row.deadline_at) for row in rows if row.deadline_at)


def time_limits(session: Session, context_id: UUID) -> tuple[TimeLimit, ...]:
    """Of the assessments that learners sit as tasks, in the order of the course."""
    rows = session.execute(
        select(Assessment.kind, Assessment.purpose, Assessment.time_limit_minutes).where(
            Assessment.context_id == context_id
        )
    )
    found = {
        task_of(row.kind, row.purpose): row.time_limit_minutes
        for row in rows
        if (row.kind, row.purpose) in TASKS.values()
    }
    return tuple(TimeLimit(task, found[task]) for task in TASKS if task in found)
