"""Merged accounts of one person: one account is open, the others are closed.

The table is looked up by name, because the kernel may not import the domain that owns it.
"""

from collections.abc import Collection
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    bindparam,
    not_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base

BATCH_SIZE: Final = 5_000  # ids in one statement


def former_accounts(person_id: Any) -> Select[UUID]:
    """Ids of the closed accounts that were merged into this account."""
    merges = _merge_table()
    return select(merges.c.other_id).where(
        merges.c.person_id == person_id, merges.c.merged_at.is_not(None)
    )


def belongs_to(column: Any, person_id: Any) -> ColumnElement[bool]:
    """Condition: the row belongs to the person or to a closed account merged into theirs.

    One list of ids, for which PostgreSQL uses the index of the column. With OR it reads all rows.
    """
    own = select(type_coerce(person_id, Uuid()))
    is_among: ColumnElement[bool] = column.in_(union_all(own, former_accounts(person_id)))
    return is_among


def is_open_account(column: Any) -> ColumnElement[bool]:
    """Condition: the account is not closed by a merge. Prevents counting a person twice."""
    merges = _merge_table()
    closed: ColumnElement[bool] = column.in_(
        select(merges.c.other_id).where(merges.c.merged_at.is_not(None))
    )
    return not_(closed)


def current_account(session: Session, person_id: UUID) -> UUID:
    """The open account that this one was merged into, or the same id if it was never merged."""
    return session.scalar(_current_account(), {"person_id": person_id}) or person_id


def owners_by_account(session: Session, person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Map each of these accounts, and each account merged into them, to the open account."""
    merges, accounts = _merge_table(), list(person_ids)
    owners = {person_id: person_id for person_id in accounts}
    for start in range(0, len(accounts), BATCH_SIZE):
        in_batch = merges.c.person_id.in_(accounts[start : start + BATCH_SIZE])
        closed = select(merges.c.other_id, merges.c.person_id)
        for row in session.execute(closed.where(in_batch, merges.c.merged_at.is_not(None))):
            owners[row[0]] = row[1]
    return owners


def current_accounts(session: Session, person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Map each of these accounts to the open account that it was merged into, or to itself."""
    merges, accounts = _merge_table(), list(person_ids)
    owners = {person_id: person_id for person_id in accounts}
    for start in range(0, len(accounts), BATCH_SIZE):
        in_batch = merges.c.other_id.in_(accounts[start : start + BATCH_SIZE])
        closed = select(merges.c.other_id, merges.c.person_id)
        for row in session.execute(closed.where(in_batch, merges.c.merged_at.is_not(None))):
            owners[row[0]] = row[1]
    return owners


def _merge_table() -> FromClause:
    return Base.metadata.tables["account_merge"]


@cache
def _current_account() -> Any:
    merges = _merge_table()
    return select(merges.c.person_id).where(
        merges.c.other_id == bindparam("person_id"), merges.c.merged_at.is_not(None)
    )
