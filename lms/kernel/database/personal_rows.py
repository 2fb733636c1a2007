"""All rows that belong to one person, located by foreign keys, so that no table is forgotten.

A row belongs to the person if its `person_id` or `learner_id` names them, or if it refers to such
a row. Rows that only name them as actor (`made_by`, `granted_by`) do not.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, select
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base

OWNER_COLUMNS = ("person_id", "learner_id")
SECRET_COLUMNS = frozenset(
    {"password", "token_hash", "fs_uniquifier", "data_key_id", "key_id"}
    | {"session_key", "epoch", "objection_hash", "credential_id", "public_key"}
    # Items of tests stay in use: these ids reveal the order of steps and pairs, points by
    # slot reveal the right answers, and so does what evaluation counts of each item.
    | {"options", "slot_points", "counted", "pending", "source", "earlier"}
)

# The points of each answered item, as sent to a record store, reveal the right answers, too.
SECRET_VALUES = frozenset({("event_delivery", "content")})


def personal_rows(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Rows by table name, oldest first, without secret columns. Sealed values stay sealed."""
    by_table = {
        table.name: _rows(session, table, condition)
        for table, condition in _owned_tables(person_id).items()
    }
    return {name: rows for name, rows in sorted(by_table.items()) if rows}


def people_referenced_elsewhere(
    session: Session, person_ids: Collection[UUID], *, besides: Collection[str]
) -> set[UUID]:
    """Those of these people to whom a foreign key refers, in tables other than `besides`."""
    referenced: set[UUID] = set()
    for table in Base.metadata.sorted_tables:
        for column, parent in _parents(table):
            if parent.table.name == "person" and table.name not in besides:
                referenced.update(session.scalars(select(column).where(column.in_(person_ids))))
    return referenced


def _owned_tables(person_id: UUID) -> dict[Table, ColumnElement[bool]]:
    """For each table that may hold rows of the person, the condition that selects them."""
    tables = Base.metadata.sorted_tables  # parents first
    conditions = {table: table.c.id == person_id for table in tables if table.name == "person"}
    for table in tables:
        owners = [table.c[name] for name in OWNER_COLUMNS if name in table.c]
        if owners:
            conditions[table] = owners[0] == person_id
            continue
        for column, parent in _parents(table):
            if parent.table in conditions and parent.table.name != "person":
                owned = select(parent).where(conditions[parent.table])
                conditions[table] = column.in_(owned)
                break
    return conditions


def _parents(table: Table) -> Iterator[tuple[Column[Any], Column[Any]]]:
    for column in table.columns:
        for key in column.foreign_keys:
            yield column, key.column


def _rows(session: Session, table: Table, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [
        column
        for column in table.columns
        if column.name not in SECRET_COLUMNS and (table.name, column.name) not in SECRET_VALUES
    ]
    rows = select(*columns).where(condition).order_by(*table.primary_key)  # ids are time-ordered
    return [dict(row) for row in session.execute(rows).mappings()]
