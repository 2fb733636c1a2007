"""Drafts of rosters: upload, preview, correct and confirm."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseClosed
from courses.catalogue.queries import is_open_to_new_learners
from courses.cohorts.queries import cohort
from lms.kernel.ports import get_ports
from lms.organisations.roster import queries, service
from lms.organisations.roster.errors import (
    CorrectionsMissing,
    RosterHasNothingToDo,
    RosterNotDraft,
)
from lms.organisations.roster.lines import RosterLine, RosterSource
from lms.organisations.roster.queries import RosterView
from lms.organisations.service import lock_approved
from lms.workflows.rosters.batches import IMPORT_JOB, add_roster_job
from lms.workflows.rosters.cells import parse_line
from lms.workflows.rosters.comparison import Preview, compare
from lms.workflows.rosters.current_members import current_members
from lms.workflows.rosters.listing import Listing

Corrections = Mapping[int, Mapping[int, str]]  # by line number and index in COLUMNS


def upload_roster(
    session: Session,
    lines: Iterable[RosterLine],
    *,
    organisation_id: UUID,
    uploaded_by: UUID | None,
    now: datetime,
    source: RosterSource | None = None,
) -> UUID:
    """Store the lines as a draft and return its id. Raises OrganisationNotApproved."""
    lock_approved(session, organisation_id)
    return service.create_draft(
        session,
        lines,
        organisation_id=organisation_id,
        uploaded_by=uploaded_by,
        now=now,
        source=source,
    )


def preview_lines(
    session: Session,
    lines: Iterable[RosterLine],
    *,
    organisation_id: UUID,
    listing: Listing | None = None,
) -> Preview:
    """What importing these lines would change. Writes nothing."""
    unprintable = get_ports(session).unprintable
    parsed = (parse_line(line, unprintable=unprintable) for line in lines)
    return compare(parsed, current_members(session, organisation_id), listing)


def preview_draft(
    session: Session, draft: RosterView, *, listing: Listing | None = None
) -> Preview:
    """The same for a stored draft, which is read row by row."""
    lines = queries.stored_lines(session, draft)
    return preview_lines(session, lines, organisation_id=draft.organisation_id, listing=listing)


def correct_lines(session: Session, draft: RosterView, corrections: Corrections) -> None:
    """Replace cells of a draft.

    Raises CorrectionsMissing if there are no corrections, and RosterNotDraft.
    """
    if not corrections:
        raise CorrectionsMissing()
    if service.lock_roster(session, draft.id).state != "draft":
        raise RosterNotDraft()
    for row in queries.stored_rows(session, draft, lines=list(corrections)):
        texts = [corrections[row.line].get(index, text) for index, text in enumerate(row.texts)]
        service.update_row(session, row, texts, key_id=draft.key_id)


def has_corrections(session: Session, draft: RosterView, corrections: Corrections) -> bool:
    """Does any correction differ from the cell in the draft?"""
    rows = queries.stored_rows(session, draft, lines=list(corrections)) if corrections else []
    return any(
        row.texts[index] != text for row in rows for index, text in corrections[row.line].items()
    )


def confirm_roster(
    session: Session,
    draft: RosterView,
    *,
    cohort_id: UUID | None,
    is_sent: bool,
    confirmed_by: UUID | None,
    now: datetime,
) -> None:
    """Queue the import of all new and changed rows.

    `is_sent`: invitations are sent as messages. Raises RosterNotDraft, RosterHasNothingToDo,
    OrganisationNotApproved or CourseClosed.
    """
    # The roster is locked before its rows are read, so that no erasure empties one meanwhile.
    # Imports and erasures lock in the same order, so none waits for the other.
    service.lock_roster(session, draft.id)
    lock_approved(session, draft.organisation_id)
    if cohort_id is not None:
        _require_open_course(session, cohort_id)
    preview = preview_draft(session, draft)
    if not preview.to_do:
        raise RosterHasNothingToDo()
    service.confirm_roster(
        session,
        draft.id,
        lines=preview.to_do,
        corrected=preview.corrected,
        cohort_id=cohort_id,
        is_sent=is_sent,
        confirmed_by=confirmed_by,
        now=now,
    )
    add_roster_job(session, IMPORT_JOB, draft, now=now)


def _require_open_course(session: Session, cohort_id: UUID) -> None:
    view = cohort(session, cohort_id, language="id")
    is_loopback = get_ports(session).is_loopback
    if not is_open_to_new_learners(session, view.course_version_id, is_loopback=is_loopback):
        raise CourseClosed(course=view.course_code)
