"""Jobs that work through the rows of a roster, one transaction for each batch of rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NotRequired, TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from lms.kernel.jobs import add_job
from lms.organisations.roster import queries
from lms.organisations.roster.queries import RosterView

JobKind = Literal["take-in-roster", "undo-roster"]
IMPORT_JOB: Final[JobKind] = "take-in-roster"
UNDO_JOB: Final[JobKind] = "undo-roster"
BATCH_SIZE: Final = 250  # rows in one transaction


class RosterArguments(TypedDict):
    """Ids as text. The worker adds `job_id`; a command runs the handler without a job."""

    roster_id: str
    organisation_id: str
    job_id: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows done, and rows in all."""

    done: int
    total: int

    @property
    def is_over(self) -> bool:
        return self.done >= self.total


def add_roster_job(session: Session, kind: JobKind, roster: RosterView, *, now: datetime) -> None:
    """Queue the job. A roster has one job of each kind."""
    key = f"{kind}:{roster.id}"
    add_job(session, kind=kind, key=key, arguments={**job_arguments(roster)}, now=now)


def job_arguments(roster: RosterView) -> RosterArguments:
    """What the job handlers in `lms.jobs.rosters` need."""
    return {"roster_id": str(roster.id), "organisation_id": str(roster.organisation_id)}


def import_progress(session: Session, roster_id: UUID) -> Progress:
    """How far the import of a confirmed roster is."""
    counts = queries.row_counts(session, roster_id)
    done = counts.get("done", 0)
    return Progress(done, done + counts.get("waiting", 0))
