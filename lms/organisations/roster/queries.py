"""What other packages may read of rosters."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lms.kernel.sealing.sealing import open_key, open_keys
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations.roster.errors import RosterNotFound
from lms.organisations.roster.lines import RosterLine, RosterSource
from lms.organisations.roster.models import RosterImport, RosterRow
from lms.organisations.roster.results import RowBefore

BATCH_SIZE: Final = 500  # rows held while a whole roster is read


@dataclass(frozen=True, slots=True)
class RosterView:
    """A roster. `counts` has the number of rows by outcome, once it is imported."""

    id: UUID
    organisation_id: UUID
    cohort_id: UUID | None
    key_id: UUID
    state: str
    is_sent: bool
    counts: dict[str, int]
    brought_by: UUID | None
    brought_at: datetime
    confirmed_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A line as it was typed, with its state and outcome."""

    id: UUID
    line: int
    texts: tuple[str, ...]
    state: str
    outcome: str | None
    person_id: UUID | None
    before: RowBefore | None


def roster(session: Session, roster_id: UUID, *, organisation_id: UUID) -> RosterView:
    """A roster of this organisation. Raises RosterNotFound."""
    mine = RosterImport.id == roster_id, RosterImport.organisation_id == organisation_id
    row = session.scalar(select(RosterImport).where(*mine))
    if row is None:
        raise RosterNotFound()
    return _view(row)


def rosters_of(session: Session, organisation_id: UUID, *, limit: int = 20) -> list[RosterView]:
    """The newest rosters of an organisation, newest first."""
    mine = select(RosterImport).where(RosterImport.organisation_id == organisation_id)
    rows = session.scalars(mine.order_by(RosterImport.id.desc()).limit(limit))
    return [_view(row) for row in rows]


def sources_of(session: Session, rosters: Collection[RosterView]) -> dict[UUID, RosterSource]:
    """Files of these rosters by id, as far as they are known and the rosters have not expired."""
    keys = open_keys(session, [view.key_id for view in rosters])
    query = select(RosterImport.id, RosterImport.key_id, RosterImport.source)
    known = RosterImport.id.in_([view.id for view in rosters]), RosterImport.source.is_not(None)
    return {
        row.id: _source(keys[row.key_id].unseal_json(row.source, context=f"source:{row.id}"))
        for row in session.execute(query.where(*known))
        if row.key_id in keys
    }


def _source(values: dict[str, Any]) -> RosterSource:
    return RosterSource(**values | {"unread_sheets": tuple(values["unread_sheets"])})


def list_rosters_with_rows(session: Session) -> list[RosterView]:
    """All rosters whose rows still exist, ordered by id so that all callers lock alike."""
    has_rows = exists().where(RosterRow.import_id == RosterImport.id, RosterRow.sealed.is_not(None))
    live = select(RosterImport).where(has_rows)
    return [_view(row) for row in session.scalars(live.order_by(RosterImport.id))]


def stored_rows(
    session: Session,
    roster: RosterView,
    *,
    states: Sequence[str] = (),
    lines: Sequence[int] = (),
    limit: int | None = None,
) -> list[StoredRow]:
    """Rows of a roster in the order of the file. Raises KeyDestroyed if it has expired."""
    query = select(
        RosterRow.id,
        RosterRow.line,
        RosterRow.sealed,
        RosterRow.state,
        RosterRow.outcome,
        RosterRow.person_id,
        RosterRow.before,
    ).where(RosterRow.import_id == roster.id, RosterRow.sealed.is_not(None))
    if states:
        query = query.where(RosterRow.state.in_(states))
    if lines:
        query = query.where(RosterRow.line.in_(lines))
    key = open_key(session, roster.key_id)
    rows = session.execute(query.order_by(RosterRow.line).limit(limit))
    return [
        StoredRow(
            row.id,
            row.line,
            _texts(key, row.id, row.sealed),
            row.state,
            row.outcome,
            row.person_id,
            key.unseal_json(row.before, context=f"before:{row.id}") if row.before else None,
        )
        for row in rows
    ]


def stored_lines(session: Session, roster: RosterView) -> Iterator[RosterLine]:
    """Lines of a roster in the order of the file, read in batches. Raises KeyDestroyed."""
    key = open_key(session, roster.key_id)
    query = select(RosterRow.id, RosterRow.line, RosterRow.sealed)
    mine = query.where(RosterRow.import_id == roster.id, RosterRow.sealed.is_not(None))
    for row in session.execute(
        mine.order_by(RosterRow.line).execution_options(yield_per=BATCH_SIZE)
    ):
        yield RosterLine(row.line, _texts(key, row.id, row.sealed))


def _texts(key: SecretKey, row_id: UUID, sealed: bytes) -> tuple[str, ...]:
    return tuple(key.unseal_json(sealed, context=str(row_id)))


def row_counts(session: Session, roster_id: UUID) -> dict[str, int]:
    """Number of rows in each state."""
    mine = select(RosterRow.state, func.count()).where(RosterRow.import_id == roster_id)
    return {row[0]: row[1] for row in session.execute(mine.group_by(RosterRow.state))}


def outcome_counts(session: Session, roster_id: UUID) -> dict[str, int]:
    """Number of rows with each outcome."""
    done = RosterRow.import_id == roster_id, RosterRow.outcome.is_not(None)
    mine = select(RosterRow.outcome, func.count()).where(*done).group_by(RosterRow.outcome)
    return {str(row[0]): row[1] for row in session.execute(mine)}


def _view(row: RosterImport) -> RosterView:
    return RosterView(
        row.id,
        row.organisation_id,
        row.cohort_id,
        row.key_id,
        row.state,
        row.is_sent,
        dict(row.counts),
        row.brought_by,
        row.brought_at,
        row.confirmed_at,
        row.finished_at,
        row.expires_at,
    )
