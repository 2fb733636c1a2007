"""Every row that belongs to one person, found by foreign keys, so that no table can be forgotten.

A table belongs to a person when it names them as `person_id` or `learner_id`; what refers to such a
row belongs to them too. What others did for them (`made_by`, `granted_by`) does not.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, select
from sqlalchemy.orm import Session

from lms.kernel.database.db import Base

OWNERS = ("person_id", "learner_id")
SECRETS = frozenset(
    {"password", "token_hash", "fs_uniquifier", "data_key_id", "key_id"}
    | {"session_key", "epoch", "objection_hash", "credential_id", "public_key"}
    # Of tests whose items stay in use: the ids behind the values of a page say the order of steps
    # and pairs, and points by place say which answers are right.
    | {"options", "slot_points"}
)


def personal_rows(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, oldest first, without secrets. Sealed bytes are in them as they are."""
    found = {
        table.name: _rows(session, table, condition)
        for table, condition in _belonging(person_id).items()
    }
    return {name: rows for name, rows in sorted(found.items()) if rows}


def people_in_other_tables(
    session: Session, person_ids: Collection[UUID], *, besides: Collection[str]
) -> set[UUID]:
    """Who of these is named anywhere by a foreign key, but in the tables given."""
    found: set[UUID] = set()
    for table in Base.metadata.sorted_tables:
        for column, parent in _parents(table):
            if parent.table.name == "person" and table.name not in besides:
                found.update(session.scalars(select(column).where(column.in_(person_ids))))
    return found


def _belonging(person_id: UUID) -> dict[Table, ColumnElement[bool]]:
    """For each table that may hold rows of the person, the condition that finds them."""
    tables = Base.metadata.sorted_tables  # parents first
    conditions = {table: table.c.id == person_id for table in tables if table.name == "person"}
    for table in tables:
        owners = [table.c[name] for name in OWNERS if name in table.c]
        if owners:
            conditions[table] = owners[0] == person_id
            continue
        for column, parent in _parents(table):
            if parent.table in conditions and parent.table.name != "person":
                whole = select(parent).where(conditions[parent.table])
                conditions[table] = column.in_(whole)
                break
    return conditions


def _parents(table: Table) -> Iterator[tuple[Column[Any], Column[Any]]]:
    for column in table.columns:
        for key in column.foreign_keys:
            yield column, key.column


def _rows(session: Session, table: Table, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    columns = [column for column in table.columns if column.name not in SECRETS]
    rows = select(*columns).where(condition).order_by(*table.primary_key)  # ids say when
    return [dict(row) for row in session.execute(rows).mappings()]
