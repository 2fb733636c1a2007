"""A roster becomes people: looked at first, confirmed, taken in piece by piece by a worker.

Each piece is one transaction that also says which rows it has done, so a worker that is killed
leaves whole rows, and the next goes on behind them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseClosed
from courses.catalogue.queries import is_open_to_new_learners
from courses.cohorts.queries import cohort
from lms.accounts.queries import has_permission
from lms.kernel.jobs import add_job
from lms.kernel.ports import get_ports
from lms.organisations import queries as organisations
from lms.organisations.roster import queries, service
from lms.organisations.roster.errors import (
    CorrectionsMissing,
    RosterHasNothingToDo,
    RosterNotDraft,
)
from lms.organisations.roster.queries import RosterView
from lms.organisations.service import lock_approved
from lms.workflows.rosters.cells import parse_lines
from lms.workflows.rosters.comparison import Preview, compare
from lms.workflows.rosters.current_members import current_members
from lms.workflows.rosters.import_rows import import_rows
from lms.workflows.rosters.lines import CellProblem, RosterLine

IMPORT_JOB: Final = "take-in-roster"
BATCH_SIZE: Final = 250  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int

    @property
    def is_over(self) -> bool:
        return self.done >= self.total


def upload_roster(
    session: Session,
    lines: Iterable[RosterLine],
    *,
    organisation_id: UUID,
    brought_by: UUID | None,
    now: datetime,
) -> UUID:
    """Keeps the lines as a draft, to be looked at. Raises OrganisationNotApproved."""
    lock_approved(session, organisation_id)
    kept = ((line.number, line.texts) for line in lines)
    return service.create_draft(
        session, kept, organisation_id=organisation_id, brought_by=brought_by, now=now
    )


def preview_lines(
    session: Session, lines: Iterable[RosterLine], *, organisation_id: UUID
) -> Preview:
    """What these lines would change; nothing is written."""
    problems: list[CellProblem] = []
    rows = parse_lines(lines, problems, unprintable=get_ports(session).unprintable)
    return compare(rows, problems, current_members(session, organisation_id))


def preview_draft(session: Session, draft: RosterView) -> Preview:
    """Row by row: however long the roster, only what is shown of it is held."""
    lines = (RosterLine(*one) for one in queries.stored_lines(session, draft))
    return preview_lines(session, lines, organisation_id=draft.organisation_id)


def correct_lines(
    session: Session, draft: RosterView, corrected: dict[int, dict[int, str]]
) -> None:
    """Cells of a draft typed again, by line and place among COLUMNS.

    Raises CorrectionsMissing where there is none, and RosterNotDraft.
    """
    if not corrected:
        raise CorrectionsMissing()
    if service.lock_roster(session, draft.id).state != "draft":
        raise RosterNotDraft()
    for row in queries.stored_rows(session, draft, lines=list(corrected)):
        texts = [corrected[row.line].get(place, text) for place, text in enumerate(row.texts)]
        service.update_row(session, row, texts, key_id=draft.key_id)


def has_corrections(
    session: Session, draft: RosterView, corrected: dict[int, dict[int, str]]
) -> bool:
    """Is there anything in what was typed that the draft does not say already?"""
    rows = queries.stored_rows(session, draft, lines=list(corrected)) if corrected else []
    return any(row.texts[at] != text for row in rows for at, text in corrected[row.line].items())


def confirm_roster(
    session: Session,
    draft: RosterView,
    *,
    cohort_id: UUID | None,
    is_sent: bool,
    confirmed_by: UUID | None,
    now: datetime,
) -> None:
    """What is new or changed will be taken in. Raises RosterHasNothingToDo, CourseClosed."""
    # No row is emptied once it is read. The roster comes first, as where rows are taken in and for
    # an erasure, so that none of them waits for the other.
    service.lock_roster(session, draft.id)
    lock_approved(session, draft.organisation_id)
    if cohort_id is not None:
        _require_open_course(session, cohort_id)
    to_do = preview_draft(session, draft).to_do
    if not to_do:
        raise RosterHasNothingToDo()
    service.confirm_roster(
        session,
        draft.id,
        lines=to_do,
        cohort_id=cohort_id,
        is_sent=is_sent,
        confirmed_by=confirmed_by,
        now=now,
    )
    add_job(
        session,
        kind=IMPORT_JOB,
        key=f"{IMPORT_JOB}:{draft.id}",
        arguments=job_arguments(draft),
        now=now,
    )


def job_arguments(roster: RosterView) -> dict[str, str]:
    return {"roster_id": str(roster.id), "organisation_id": str(roster.organisation_id)}


def import_next_rows(
    session: Session, roster_id: UUID, *, organisation_id: UUID, now: datetime
) -> Progress:
    """The next rows, if whoever confirmed may still do so. Called until it is over."""
    if service.lock_roster(session, roster_id).state != "importing":
        return Progress(1, 1)
    found = queries.roster(session, roster_id, organisation_id=organisation_id)
    if not _may_continue(session, found):
        return _finish(session, found, "stopped", now)
    waiting = queries.stored_rows(session, found, states=("waiting",), most=BATCH_SIZE)
    if waiting:
        results = import_rows(session, found, waiting, now=now)
        service.store_results(session, results, key_id=found.key_id)
    counts = queries.row_counts(session, roster_id)
    left = counts.get("waiting", 0)
    if not (left and waiting):  # a row that was emptied has nothing to take in
        return _finish(session, found, "done", now)
    done = counts.get("done", 0)
    return Progress(done, done + left)


def progress(session: Session, roster_id: UUID) -> Progress:
    counts = queries.row_counts(session, roster_id)
    done = counts.get("done", 0)
    return Progress(done, done + counts.get("waiting", 0))


def _finish(session: Session, found: RosterView, state: str, now: datetime) -> Progress:
    counts = queries.outcome_counts(session, found.id)
    service.finish_roster(session, found.id, state=state, counts=counts, now=now)
    return Progress(1, 1)


def _may_continue(session: Session, found: RosterView) -> bool:
    """A coordinator who has lost the role half-way takes nobody in any more."""
    if found.brought_by is None:
        return True
    line = organisations.ancestor_ids(session, found.organisation_id)
    scope = ("organisation", found.organisation_id, line[1:])
    return has_permission(session, found.brought_by, "roster.import", *scope)


def _require_open_course(session: Session, cohort_id: UUID) -> None:
    found = cohort(session, cohort_id, language="id")
    is_loopback = get_ports(session).is_loopback
    if not is_open_to_new_learners(session, found.course_version_id, is_loopback=is_loopback):
        raise CourseClosed(course=found.course_code)
