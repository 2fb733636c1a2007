"""Requests prints of the worker, one job for all who want the same ones."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import JobState, add_job_if_absent, announce_work, newest_job
from lms.web.printing.course_text import PrintedVersion
from lms.web.printing.errors import PrintFailed
from lms.web.printing.stored import StoredPrint, folder_of, read_prints

JOB_KIND: Final = "make-prints"
PERIOD: Final = timedelta(minutes=5)  # after a failure; each try takes the processor for a while
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


def find_prints(version: PrintedVersion, language: str) -> tuple[StoredPrint, ...]:
    """The prints of a version in a language; none while the worker makes them.

    Raises PrintFailed if they could not be made a short while ago.
    """
    folder = folder_of(version, language)
    return read_prints(folder) or _request(folder, version, language)


def _request(folder: Path, version: PrintedVersion, language: str) -> tuple[StoredPrint, ...]:
    now = utc_now()
    job = newest_job(db.session(), kind=JOB_KIND, key_begins=f"{JOB_KIND}:{folder.name}:")
    if job and job.is_open:
        return ()
    if job and _has_failed(job, now):
        raise PrintFailed
    made = read_prints(folder)  # by a job that has ended meanwhile
    if made:
        return made
    with transaction() as session:
        add_job_if_absent(
            session,
            kind=JOB_KIND,
            key=f"{JOB_KIND}:{folder.name}:{(now - EPOCH) // PERIOD}",
            arguments={"course_version_id": str(version.version_id), "language": language},
            now=now,
            due_at=now,
        )
        announce_work(session)
    return ()


def _has_failed(job: JobState, now: datetime) -> bool:
    """Whether a job has ended without prints less than a PERIOD ago."""
    return bool(job.problem and job.finished_at and now < job.finished_at + PERIOD)
