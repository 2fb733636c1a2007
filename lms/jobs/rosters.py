"""Job handlers of rosters. Each batch of rows is one transaction."""

from datetime import datetime
from typing import Protocol, TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import report_progress
from lms.organisations.roster.service import delete_expired_rows
from lms.workflows.rosters.batches import Progress, RosterArguments
from lms.workflows.rosters.import_rows import import_next_rows
from lms.workflows.rosters.undo import undo_next_rows


class ExpiredRoster(TypedDict):
    """The id of the roster as text."""

    roster_id: str


class Step(Protocol):
    """Works on the next batch of a roster."""

    def __call__(
        self, session: Session, roster_id: UUID, /, *, organisation_id: UUID, now: datetime
    ) -> Progress: ...


def import_roster(arguments: RosterArguments) -> None:
    """Import a confirmed roster."""
    _run_until_done(import_next_rows, arguments)


def undo_roster(arguments: RosterArguments) -> None:
    """Undo an imported roster."""
    _run_until_done(undo_next_rows, arguments)


def delete_expired_roster(arguments: ExpiredRoster) -> None:
    """Delete the rows of a roster that has expired."""
    with transaction() as session:
        delete_expired_rows(session, UUID(arguments["roster_id"]), now=utc_now())


def _run_until_done(step: Step, arguments: RosterArguments) -> None:
    is_over = False
    while not is_over:
        is_over = _run_once(step, arguments)


def _run_once(step: Step, arguments: RosterArguments) -> bool:
    roster_id, organisation_id = UUID(arguments["roster_id"]), UUID(arguments["organisation_id"])
    with transaction() as session:
        now = utc_now()
        progress = step(session, roster_id, organisation_id=organisation_id, now=now)
        if "job_id" in arguments:
            percent = 100 * progress.done // max(progress.total, 1)
            report_progress(session, UUID(arguments["job_id"]), percent=percent, now=now)
    return progress.is_over
