"""The accounts of one person, where they have merged several: one is open, the others are closed.

By the name of the table: the kernel stands below the domain that it belongs to.
"""

from collections.abc import Collection
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, not_, or_, select
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base

AT_ONCE: Final = 5_000  # values in one statement


def former_accounts(person_id: Any) -> Select[UUID]:
    """The closed accounts that this person has merged into the one they kept."""
    merges = _merges()
    return select(merges.c.other_id).where(
        merges.c.person_id == person_id, merges.c.merged_at.is_not(None)
    )


def belongs_to(column: Any, person_id: Any) -> ColumnElement[bool]:
    """Rows of the person, also those that stayed with a closed account of theirs."""
    return or_(column == person_id, column.in_(former_accounts(person_id)))


def is_counted(column: Any) -> ColumnElement[bool]:
    """Leaves out the rows of closed accounts, so that nobody is counted twice."""
    merges = _merges()
    closed: ColumnElement[bool] = column.in_(
        select(merges.c.other_id).where(merges.c.merged_at.is_not(None))
    )
    return not_(closed)


def account_now(session: Session, person_id: UUID) -> UUID:
    """The account that its person keeps; the same one where nothing was merged."""
    return session.scalar(_account_now(), {"person_id": person_id}) or person_id


def owners_of(session: Session, person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The person of each account: of these, and of those that were merged into them."""
    merges, every = _merges(), list(person_ids)
    owners = {person_id: person_id for person_id in every}
    for start in range(0, len(every), AT_ONCE):
        some = merges.c.person_id.in_(every[start : start + AT_ONCE])
        found = select(merges.c.other_id, merges.c.person_id)
        for row in session.execute(found.where(some, merges.c.merged_at.is_not(None))):
            owners[row[0]] = row[1]
    return owners


def _merges() -> FromClause:
    return Base.metadata.tables["account_merge"]


@cache
def _account_now() -> Any:
    merges = _merges()
    return select(merges.c.person_id).where(
        merges.c.other_id == bindparam("person_id"), merges.c.merged_at.is_not(None)
    )
