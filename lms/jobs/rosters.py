"""Jobs about rosters: each calls a workflow, a transaction a piece, until it is over."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import report_progress
from lms.organisations.roster import service
from lms.workflows.rosters.bulk_enrolment import Progress, take_in_some
from lms.workflows.rosters.undo import undo_some

Arguments = Mapping[str, Any]


def take_in_roster(arguments: Arguments) -> None:
    """After a roster was confirmed."""
    _until_over(take_in_some, arguments)


def undo_roster(arguments: Arguments) -> None:
    """After somebody asked for it."""
    _until_over(undo_some, arguments)


def forget_roster(arguments: Arguments) -> None:
    """When the time of a roster is over."""
    with transaction() as session:
        service.forget_roster(session, UUID(arguments["roster_id"]), now=utc_now())


def _until_over(step: Callable[..., Progress], arguments: Arguments) -> None:
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
