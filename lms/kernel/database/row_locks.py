"""Locks on rows of tables that a domain knows by name only, such as the account of a learner."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base


def lock_rows(session: Session, table_name: str, ids: Collection[UUID]) -> None:
    """Lock rows by id, in the order of their ids, until the end of the transaction.

    FOR NO KEY UPDATE: rows that reference them may still be inserted. SQLite has one writer.
    """
    table = Base.metadata.tables[table_name]
    rows = select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id)
    session.execute(rows.with_for_update(key_share=True)).all()
