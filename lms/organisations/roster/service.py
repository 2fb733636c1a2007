"""Write rosters and their rows. Callers commit."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job
from lms.kernel.sealing.sealing import create_keys, destroy_key, open_key
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations.audit_trail import record_about
from lms.organisations.roster.errors import RosterNotDone, RosterNotDraft, RosterNotFound
from lms.organisations.roster.lines import RosterLine, RosterSource
from lms.organisations.roster.models import RosterImport, RosterRow
from lms.organisations.roster.queries import StoredRow
from lms.organisations.roster.results import RowResult

DRAFT_LIFETIME: Final = timedelta(days=7)
UNDO_PERIOD: Final = timedelta(days=14)
DELETE_JOB: Final = "forget-roster"
BATCH_SIZE: Final = 1_000  # rows in one statement


def create_draft(
    session: Session,
    lines: Iterable[RosterLine],
    *,
    organisation_id: UUID,
    uploaded_by: UUID | None,
    now: datetime,
    source: RosterSource | None = None,
) -> UUID:
    """Store the lines as a draft, which expires after a week. Returns its id."""
    (key,) = create_keys(session, 1, now=now)
    roster_id = new_id()
    roster = RosterImport(
        id=roster_id,
        organisation_id=organisation_id,
        key_id=key.id,
        state="draft",
        counts={},
        source=source and key.seal_json(asdict(source), context=f"source:{roster_id}"),
        brought_by=uploaded_by,
        brought_at=now,
        expires_at=now + DRAFT_LIFETIME,
    )
    session.add(roster)
    session.flush()  # the rows below refer to it
    rows = (_sealed_row(roster.id, key, line) for line in lines)
    while batch := list(islice(rows, BATCH_SIZE)):
        session.execute(insert(RosterRow), batch)
    _schedule_deletion(session, roster, now)
    return roster.id


def update_row(session: Session, row: StoredRow, texts: Sequence[str], *, key_id: UUID) -> None:
    """Replace the texts of one row of a draft. `key_id` is the key of the roster."""
    sealed = open_key(session, key_id).seal_json(list(texts), context=str(row.id))
    session.execute(update(RosterRow).where(RosterRow.id == row.id).values(sealed=sealed))


def confirm_roster(
    session: Session,
    roster_id: UUID,
    *,
    lines: Collection[int],
    cohort_id: UUID | None,
    is_sent: bool,
    confirmed_by: UUID | None,
    now: datetime,
    corrected: Mapping[int, UUID] | None = None,
) -> None:
    """Mark these lines as waiting, all others as left out. Rows emptied by an erasure stay out.

    `corrected` are people whose contact a line corrects; the row refers to them from now on.
    Raises RosterNotFound or RosterNotDraft.
    """
    roster = lock_roster(session, roster_id)
    if roster.state != "draft":
        raise RosterNotDraft()
    mine = update(RosterRow).where(RosterRow.import_id == roster_id)
    session.execute(mine.values(state="left-out"))
    for batch in _line_batches(lines):
        session.execute(mine.where(batch, RosterRow.sealed.is_not(None)).values(state="waiting"))
    for line, person_id in (corrected or {}).items():
        session.execute(mine.where(RosterRow.line == line).values(person_id=person_id))
    roster.state, roster.confirmed_at = "importing", max(now, roster.brought_at)
    roster.expires_at = roster.confirmed_at + UNDO_PERIOD
    roster.cohort_id, roster.is_sent = cohort_id, is_sent
    roster.brought_by = confirmed_by  # this person's permission is checked from now on
    _schedule_deletion(session, roster, now)
    _audit(session, "roster.confirmed", roster, confirmed_by, now)


def lock_roster(session: Session, roster_id: UUID) -> RosterImport:
    """Lock a roster for this transaction and read it anew. Raises RosterNotFound.

    SQLite has only one writer, so it needs no lock.
    """
    query = select(RosterImport).where(RosterImport.id == roster_id).with_for_update()
    roster = session.scalar(query.execution_options(populate_existing=True))
    if roster is None:
        raise RosterNotFound()
    return roster


def store_results(session: Session, results: Sequence[RowResult], *, key_id: UUID) -> None:
    """Store state, outcome and previous values of these rows."""
    if not results:
        return
    key = open_key(session, key_id)
    session.execute(update(RosterRow), [_result_values(result, key) for result in results])


def finish_roster(
    session: Session, roster_id: UUID, *, state: str, counts: Mapping[str, int], now: datetime
) -> None:
    """Set the final state: done, stopped or undone. The first two can be undone for 14 days."""
    roster = lock_roster(session, roster_id)
    if state in ("done", "stopped"):
        roster.expires_at = now + UNDO_PERIOD
        _schedule_deletion(session, roster, now)
    roster.state, roster.finished_at, roster.counts = state, now, dict(counts)
    _audit(session, f"roster.{state}", roster, roster.brought_by, now)


def begin_undo(session: Session, roster_id: UUID, *, undone_by: UUID | None, now: datetime) -> None:
    """Start the undo; of two requests at once only one succeeds. Raises RosterNotDone."""
    roster = lock_roster(session, roster_id)
    if roster.state not in ("done", "stopped"):
        raise RosterNotDone()
    roster.state = "undoing"
    _audit(session, "roster.undo-asked", roster, undone_by, now)


def discard_draft(session: Session, roster_id: UUID, *, now: datetime) -> None:
    """Delete a draft and its key. Raises RosterNotFound or RosterNotDraft."""
    roster = lock_roster(session, roster_id)
    if roster.state != "draft":
        raise RosterNotDraft()
    session.execute(delete(RosterRow).where(RosterRow.import_id == roster_id))
    session.execute(delete(RosterImport).where(RosterImport.id == roster_id))
    destroy_key(session, roster.key_id, now=now)


def delete_expired_rows(session: Session, roster_id: UUID, *, now: datetime) -> None:
    """Delete the rows and destroy the key of an expired roster. The roster itself stays."""
    roster = session.scalar(select(RosterImport).where(RosterImport.id == roster_id))
    if roster is None or roster.expires_at > now:
        return
    session.execute(delete(RosterRow).where(RosterRow.import_id == roster_id))
    destroy_key(session, roster.key_id, now=now)


def erase_rows_about(session: Session, person_id: UUID) -> None:
    """Empty the rows that refer to a person who is being erased."""
    about = update(RosterRow).where(RosterRow.person_id == person_id)
    session.execute(about.values(sealed=None, before=None))


def erase_lines(session: Session, roster_id: UUID, lines: Collection[int]) -> None:
    """Empty these lines of a roster. Waiting lines are left out of the import."""
    mine = update(RosterRow).where(RosterRow.import_id == roster_id)
    for batch in _line_batches(lines):
        waiting = mine.where(batch, RosterRow.state == "waiting")
        session.execute(waiting.values(state="left-out"))
        session.execute(mine.where(batch).values(sealed=None, before=None))


def detach_rows_from(session: Session, person_ids: Collection[UUID]) -> None:
    """Clear references to people who are about to be deleted."""
    about = update(RosterRow).where(RosterRow.person_id.in_(person_ids))
    session.execute(about.values(person_id=None))


def _line_batches(lines: Collection[int]) -> Iterator[ColumnElement[bool]]:
    """A condition for each batch of lines."""
    numbers = list(lines)
    for start in range(0, len(numbers), BATCH_SIZE):
        yield RosterRow.line.in_(numbers[start : start + BATCH_SIZE])


def _sealed_row(roster_id: UUID, key: SecretKey, line: RosterLine) -> dict[str, object]:
    row_id = new_id()
    return {
        "id": row_id,
        "import_id": roster_id,
        "line": line.number,
        "sealed": key.seal_json(list(line.texts), context=str(row_id)),
        "state": "brought",
    }


def _result_values(result: RowResult, key: SecretKey) -> dict[str, object]:
    before = result.before
    sealed = key.seal_json(before, context=f"before:{result.row_id}") if before else None
    return {
        "id": result.row_id,
        "state": result.state,
        "outcome": result.outcome,
        "person_id": result.person_id,
        "before": sealed,
    }


def _schedule_deletion(session: Session, roster: RosterImport, now: datetime) -> None:
    add_job(
        session,
        kind=DELETE_JOB,
        key=f"{DELETE_JOB}:{roster.id}:{roster.expires_at.isoformat()}",
        arguments={"roster_id": str(roster.id)},
        now=now,
        due_at=roster.expires_at,
    )


def _audit(
    session: Session, action: str, roster: RosterImport, actor_id: UUID | None, now: datetime
) -> None:
    details = {"roster_id": str(roster.id)}
    record_about(
        session, action, roster.organisation_id, actor_id=actor_id, now=now, details=details
    )
