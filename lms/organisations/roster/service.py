"""What other packages may ask of rosters. Callers commit."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job
from lms.kernel.sealing.sealing import create_keys, destroy_key, open_key
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations.audit_trail import record_about
from lms.organisations.roster.errors import RosterNotDone, RosterNotDraft, RosterNotFound
from lms.organisations.roster.models import RosterImport, RosterRow
from lms.organisations.roster.queries import StoredRow

DRAFT_LIFETIME: Final = timedelta(days=7)
UNDO_PERIOD: Final = timedelta(days=14)
DELETE_JOB: Final = "forget-roster"
BATCH_SIZE: Final = 1_000  # rows in one statement


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row."""

    row_id: UUID
    state: str
    outcome: str | None
    person_id: UUID | None = None
    before: Mapping[str, Any] | None = None


def create_draft(
    session: Session,
    lines: Iterable[tuple[int, Sequence[str]]],
    *,
    organisation_id: UUID,
    brought_by: UUID | None,
    now: datetime,
) -> UUID:
    """A draft: nobody is written down yet. It is forgotten after a week unless it is confirmed."""
    (key,) = create_keys(session, 1, now=now)
    roster = RosterImport(
        id=new_id(),
        organisation_id=organisation_id,
        key_id=key.id,
        state="draft",
        counts={},
        brought_by=brought_by,
        brought_at=now,
        expires_at=now + DRAFT_LIFETIME,
    )
    session.add(roster)
    session.flush()  # the rows below refer to it
    rows = (_sealed_row(roster.id, key, *line) for line in lines)
    while some := list(islice(rows, BATCH_SIZE)):
        session.execute(insert(RosterRow), some)
    _schedule_deletion(session, roster, now)
    return roster.id


def update_row(session: Session, row: StoredRow, texts: Sequence[str], *, key_id: UUID) -> None:
    """A line of a draft, typed again."""
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
) -> None:
    """These lines wait to be taken in, but emptied ones; others do not. Raises RosterNotDraft."""
    roster = lock_roster(session, roster_id)
    if roster.state != "draft":
        raise RosterNotDraft()
    mine = update(RosterRow).where(RosterRow.import_id == roster_id)
    session.execute(mine.values(state="left-out"))
    for some in _line_batches(lines):
        session.execute(mine.where(some, RosterRow.sealed.is_not(None)).values(state="waiting"))
    roster.state, roster.confirmed_at, roster.expires_at = "importing", now, now + UNDO_PERIOD
    roster.cohort_id, roster.is_sent = cohort_id, is_sent
    roster.brought_by = confirmed_by  # who confirms answers for it from here
    _schedule_deletion(session, roster, now)
    _audit(session, "roster.confirmed", roster, confirmed_by, now)


def lock_roster(session: Session, roster_id: UUID) -> RosterImport:
    """One transaction at a time works on a roster. SQLite has one writer anyway."""
    query = select(RosterImport).where(RosterImport.id == roster_id).with_for_update()
    roster = session.scalar(query.execution_options(populate_existing=True))
    if roster is None:
        raise RosterNotFound()
    return roster


def store_results(session: Session, results: Sequence[RowResult], *, key_id: UUID) -> None:
    """Keep what became of rows, and what stood before, for as long as it can be undone."""
    if not results:
        return
    key = open_key(session, key_id)
    session.execute(update(RosterRow), [_result_values(result, key) for result in results])


def finish_roster(
    session: Session, roster_id: UUID, *, state: str, counts: Mapping[str, int], now: datetime
) -> None:
    """Taken in, stopped, or undone; from here it can be undone for a while."""
    roster = lock_roster(session, roster_id)
    if state in ("done", "stopped"):
        roster.expires_at = now + UNDO_PERIOD
        _schedule_deletion(session, roster, now)
    roster.state, roster.finished_at, roster.counts = state, now, dict(counts)
    _audit(session, f"roster.{state}", roster, roster.brought_by, now)


def begin_undo(session: Session, roster_id: UUID, *, undone_by: UUID | None, now: datetime) -> None:
    """Of two at once, one begins it. Raises RosterNotDone."""
    roster = lock_roster(session, roster_id)
    if roster.state not in ("done", "stopped"):
        raise RosterNotDone()
    roster.state = "undoing"
    _audit(session, "roster.undo-asked", roster, undone_by, now)


def discard_draft(session: Session, roster_id: UUID, *, now: datetime) -> None:
    """A draft that nobody wants goes at once. Raises RosterNotDraft."""
    roster = lock_roster(session, roster_id)
    if roster.state != "draft":
        raise RosterNotDraft()
    session.execute(delete(RosterRow).where(RosterRow.import_id == roster_id))
    session.execute(delete(RosterImport).where(RosterImport.id == roster_id))
    destroy_key(session, roster.key_id, now=now)


def delete_expired_rows(session: Session, roster_id: UUID, *, now: datetime) -> None:
    """Its rows go and its key is destroyed; that it was there stays. Nothing before its time."""
    roster = session.scalar(select(RosterImport).where(RosterImport.id == roster_id))
    if roster is None or roster.expires_at > now:
        return
    session.execute(delete(RosterRow).where(RosterRow.import_id == roster_id))
    destroy_key(session, roster.key_id, now=now)


def erase_rows_about(session: Session, person_id: UUID) -> None:
    """For a person who is being erased."""
    about = update(RosterRow).where(RosterRow.person_id == person_id)
    session.execute(about.values(sealed=None, before=None))


def erase_lines(session: Session, roster_id: UUID, lines: Collection[int]) -> None:
    """The same for lines that say so themselves; one that waited is not taken in any more."""
    mine = update(RosterRow).where(RosterRow.import_id == roster_id)
    for some in _line_batches(lines):
        waiting = mine.where(some, RosterRow.state == "waiting")
        session.execute(waiting.values(state="left-out"))
        session.execute(mine.where(some).values(sealed=None, before=None))


def detach_rows_from(session: Session, person_ids: Collection[UUID]) -> None:
    """Rows no longer point to people whose own rows are about to go."""
    about = update(RosterRow).where(RosterRow.person_id.in_(person_ids))
    session.execute(about.values(person_id=None))


def _line_batches(lines: Collection[int]) -> Iterator[ColumnElement[bool]]:
    """These lines, for as many statements as they need."""
    every = list(lines)
    for start in range(0, len(every), BATCH_SIZE):
        yield RosterRow.line.in_(every[start : start + BATCH_SIZE])


def _sealed_row(
    roster_id: UUID, key: SecretKey, line: int, texts: Sequence[str]
) -> dict[str, object]:
    row_id = new_id()
    return {
        "id": row_id,
        "import_id": roster_id,
        "line": line,
        "sealed": key.seal_json(list(texts), context=str(row_id)),
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
