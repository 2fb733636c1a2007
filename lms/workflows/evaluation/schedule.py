"""Enqueues the evaluation of a course version some minutes after something has changed."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.enrolment.registrations import versions_of_people, versions_with_learners
from lms.kernel.jobs import add_job_if_absent

JOB_KIND: Final = "evaluate-course"
PERIOD: Final = timedelta(minutes=10)  # all changes of a period share a job, due at its end
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


def schedule_evaluation(session: Session, version_id: UUID, *, now: datetime) -> None:
    """Enqueue the job of this period, unless it is queued already; one statement."""
    period = (now - EPOCH) // PERIOD + 1
    add_job_if_absent(
        session,
        kind=JOB_KIND,
        key=f"{JOB_KIND}:{version_id}:{period}",
        arguments={"course_version_id": str(version_id)},
        now=now,
        due_at=EPOCH + period * PERIOD,
    )


def schedule_evaluations_of(
    session: Session, person_ids: Collection[UUID], *, now: datetime
) -> None:
    """Enqueue the jobs of all course versions that these accounts take."""
    _schedule(session, versions_of_people(session, person_ids), now)


def schedule_all_evaluations(session: Session, *, now: datetime) -> None:
    """Enqueue the jobs of all course versions with learners, each day.

    They find what no other event announces, such as finished lessons and time that has passed.
    """
    _schedule(session, versions_with_learners(session), now)


def _schedule(session: Session, version_ids: Iterable[UUID], now: datetime) -> None:
    for version_id in sorted(version_ids):
        schedule_evaluation(session, version_id, now=now)
