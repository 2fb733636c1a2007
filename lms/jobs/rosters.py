"""Jobs about rosters: each calls a workflow, a transaction a piece, until it is over."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import report_progress
from lms.organisations.roster import service
from lms.workflows.rosters.bulk_enrolment import Progress, import_next_rows
from lms.workflows.rosters.undo import undo_next_rows

Arguments = Mapping[str, Any]


def import_roster(arguments: Arguments) -> None:
    """After a roster was confirmed."""
    _run_until_done(import_next_rows, arguments)


def undo_roster(arguments: Arguments) -> None:
    """After somebody asked for it."""
    _run_until_done(undo_next_rows, arguments)


def delete_expired_roster(arguments: Arguments) -> None:
    """When the time of a roster is over."""
    with transaction() as session:
        service.delete_expired_rows(session, UUID(arguments["roster_id"]), now=utc_now())


def _run_until_done(step: Callable[..., Progress], arguments: Arguments) -> None:
    is_over = False
    while not is_over:
        is_over = _one_step(step, arguments)


def _one_step(step: Callable[..., Progress], arguments: Arguments) -> bool:
    roster_id, organisation_id = UUID(arguments["roster_id"]), UUID(arguments["organisation_id"])
    with transaction() as session:
        now = utc_now()
        done = step(session, roster_id, organisation_id=organisation_id, now=now)
        if "job_id" in arguments:
            percent = 100 * done.done // max(done.total, 1)
            report_progress(session, UUID(arguments["job_id"]), percent=percent, now=now)
    return done.is_over
