"""Persistent job queue. Jobs are inserted in the caller's transaction and run by any worker.

A worker leases a job. If the worker is killed, the lease expires and another worker runs the job
again, so each step of a job must be idempotent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, String, Table, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_index

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=2)
RETENTION = timedelta(days=90)  # of jobs that are done
RUNS_ONCE = ":first"  # end of the key of a job that must not run again in this database
FIRST_RETRY_DELAY = timedelta(seconds=5)
HAS_WORK = "has_work"  # in `Session.info`
JobArguments = Mapping[str, Any]  # JSON: ids as text, numbers, null


class Job(Base):
    """A job, from its request to its end."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="known_state"),
        CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", name="leased_while_running"
        ),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_percent"),
        partial_index("finished_at IS NULL", "ix_job_open_due_at", "due_at"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(300))


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job that is leased to the caller. `attempts` identifies the lease: each claim counts."""

    id: UUID
    kind: str
    arguments: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class JobState:
    """State of a job; `progress` in per cent. `problem` is a code, also of a job that is done."""

    id: UUID
    state: str
    progress: int
    created_at: datetime
    finished_at: datetime | None
    problem: str | None
    arguments: JobArguments

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "running")


def add_job(
    session: Session,
    *,
    kind: str,
    key: str,
    arguments: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
) -> UUID:
    """Queue a job and return its id. If a job with this key exists, return that one instead.

    `arguments` hold ids only, no personal data.
    """
    existing = session.scalar(select(Job.id).where(Job.key == key))
    if existing is not None:
        return existing
    job = Job(
        id=new_id(), kind=kind, key=key, arguments=arguments, created_at=now, due_at=due_at or now
    )
    session.add(job)
    return job.id


def add_job_if_absent(
    session: Session,
    *,
    kind: str,
    key: str,
    arguments: dict[str, Any],
    now: datetime,
    due_at: datetime,
) -> None:
    """Queue a job unless one with this key exists, in one statement.

    For jobs of which concurrent requests ask for the same one; none of them fails or waits long.
    """
    values = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "arguments": arguments,
        "state": "waiting",
        "attempts": 0,
        "progress": 0,
        "created_at": now,
        "due_at": due_at,
    }
    session.execute(_insert_if_absent(session.get_bind().dialect.name), values)


@cache
def _insert_if_absent(dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(cast(Table, Job.__table__)).on_conflict_do_nothing(index_elements=["key"])


def announce_work(session: Session) -> None:
    """Let the commit of this session wake the worker; new jobs and messages do so by themselves."""
    session.info[HAS_WORK] = True


def newest_job(session: Session, *, kind: str, key_begins: str) -> JobState | None:
    """The newest job of a kind whose key begins with `key_begins`, or None."""
    session.flush()  # it may have been added in this transaction
    row = session.execute(
        select(
            Job.id,
            Job.state,
            Job.progress,
            Job.created_at,
            Job.finished_at,
            Job.problem,
            Job.arguments,
        )
        .where(Job.kind == kind, Job.key.startswith(key_begins, autoescape=True))
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(1)
    ).one_or_none()
    return JobState(*row) if row else None


def has_waiting_job(session: Session, *, due_before: datetime) -> bool:
    """Whether a job that was due before this time has not been claimed since."""
    waiting = Job.state == "waiting", Job.finished_at.is_(None), Job.due_at < due_before
    return session.scalar(select(Job.id).where(*waiting).limit(1)) is not None


def claim_job(session: Session, *, now: datetime) -> ClaimedJob | None:
    """Lease the next job that is due or whose lease has expired; None if there is none."""
    free = or_(Job.state == "waiting", (Job.state == "running") & (Job.lease_until < now))
    job = session.scalar(
        select(Job)
        .where(free, Job.finished_at.is_(None), Job.due_at <= now)  # as ix_job_open_due_at says
        .order_by(Job.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state, job.lease_until, job.attempts = "running", now + LEASE, job.attempts + 1
    return ClaimedJob(job.id, job.kind, dict(job.arguments), job.attempts)


def report_progress(session: Session, job_id: UUID, *, percent: int, now: datetime) -> None:
    """Store the progress of a running job and extend its lease."""
    changes = {"progress": percent, "lease_until": now + LEASE}
    session.execute(update(Job).where(Job.id == job_id, Job.state == "running").values(changes))


def note_problem(session: Session, job_id: UUID, problem: str | None, *, attempt: int) -> None:
    """Store why a running job ends without its work, or None if it has done it.

    For failures that people must see and that another attempt would not mend. Does nothing if
    another worker has claimed the job since this attempt.
    """
    own = Job.id == job_id, Job.state == "running", Job.attempts == attempt
    session.execute(update(Job).where(*own).values(problem=problem))


def extend_lease(session: Session, job: ClaimedJob, *, now: datetime) -> bool:
    """Extend the lease of a running job. Return False if another worker has claimed it."""
    return _update_claimed(session, job, {"lease_until": now + LEASE})


def finish_job(session: Session, job_id: UUID, *, now: datetime) -> None:
    """Mark a job as done and end its lease, whoever holds it."""
    job = session.get_one(Job, job_id)
    job.state, job.lease_until, job.progress, job.finished_at = "done", None, 100, now


def finish_claimed_job(session: Session, job: ClaimedJob, *, now: datetime) -> bool:
    """Mark a job as done and end its lease. Return False if another worker has claimed it."""
    done = {"state": "done", "lease_until": None, "progress": 100, "finished_at": now}
    return _update_claimed(session, job, done)


def fail_claimed_job(session: Session, job: ClaimedJob, *, problem: str, now: datetime) -> bool:
    """Schedule a retry with exponential delay, or mark the job as failed after MAX_ATTEMPTS.

    Return False if another worker has claimed the job.
    """
    ended: dict[str, object] = {"lease_until": None, "problem": problem[:300]}
    if job.attempts >= MAX_ATTEMPTS:
        ended |= {"state": "failed", "finished_at": now}
    else:
        ended |= {"state": "waiting", "due_at": now + FIRST_RETRY_DELAY * 2**job.attempts}
    return _update_claimed(session, job, ended)


def delete_done_jobs(session: Session, *, now: datetime) -> None:
    """Delete jobs that were done before RETENTION, but none that runs once in all (RUNS_ONCE)."""
    session.execute(
        delete(Job).where(
            Job.state == "done",
            Job.finished_at < now - RETENTION,
            Job.key.not_like(f"%{RUNS_ONCE}"),
        )
    )


def _update_claimed(session: Session, job: ClaimedJob, values: Mapping[str, object]) -> bool:
    """Update a job unless its lease has passed to another worker."""
    statement = (
        update(Job)
        .where(Job.id == job.id, Job.state == "running", Job.attempts == job.attempts)
        .values(values)
        .returning(Job.id)
    )
    return session.scalar(statement) is not None
