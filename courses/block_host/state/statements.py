"""Cached statements that store block fields: one row for each owner and state key.

Units are compared by `=`, not by IS NOT DISTINCT FROM: for that PostgreSQL uses no index, and
SQLite no partial index of the rows with a unit.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal, cast

from sqlalchemy import BindParameter, Executable, Select, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from courses.block_host.state.models import LearnerBlockState, SharedBlockState
from lms.kernel.database.db import Base

TableName = Literal["learner", "shared"]
Parameter = BindParameter[object]
TABLES: dict[TableName, Table] = {
    "learner": cast(Table, LearnerBlockState.__table__),
    "shared": cast(Table, SharedBlockState.__table__),
}
VALUE_COLUMNS: dict[TableName, tuple[str, ...]] = {
    "learner": ("sealed", "version", "updated_at"),
    "shared": ("fields", "version", "updated_at"),
}
KEY_COLUMNS: dict[TableName, tuple[str, ...]] = {
    "learner": ("person_id", "unit_id", "block_type"),
    "shared": ("unit_id", "block_type"),
}


@cache
def update_row(kind: TableName, has_unit: bool) -> Executable:
    """UPDATE that returns the row's id, or no row if its version is not `read_version`."""
    table = TABLES[kind]
    owner = [
        table.c[name] == _parameter(kind, name)
        for name in KEY_COLUMNS[kind]
        if has_unit or name != "unit_id"
    ]
    without_unit = [] if has_unit else [table.c.unit_id.is_(None)]
    is_unchanged = table.c.version == bindparam("read_version", type_=table.c.version.type)
    values = {name: _parameter(kind, name) for name in VALUE_COLUMNS[kind]}
    return (
        update(table)
        .where(*owner, *without_unit, is_unchanged)
        .values(values)
        .returning(table.c.id)
    )


@cache
def insert_row(kind: TableName, dialect: str) -> Executable:
    """INSERT that returns the row's id, or no row if the row exists or the account is closed.

    A merge of accounts locks both person rows. A concurrent first save either commits before it, so
    that the merge moves the row, or waits here and then sees the closed account.
    """
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = TABLES[kind]
    values = {
        name: _parameter(kind, name) for name in ("id", *KEY_COLUMNS[kind], *VALUE_COLUMNS[kind])
    }
    statement = insert(table)
    if kind == "learner":
        statement = statement.from_select(list(values), _if_account_is_open(values))
    else:
        statement = statement.values(values)
    return statement.on_conflict_do_nothing().returning(table.c.id)


def _if_account_is_open(values: Mapping[str, Parameter]) -> "Select[*tuple[object, ...]]":
    """SELECT of the values: one row if the account is open.

    The table belongs to another domain, so it is looked up by name.
    """
    person = Base.metadata.tables["person"]
    row = select(*(value.label(name) for name, value in values.items())).select_from(person)
    mine = row.where(person.c.id == values["person_id"], person.c.active)
    return mine.with_for_update(read=True, key_share=True)


def _parameter(kind: TableName, name: str) -> Parameter:
    """Parameter for the value of a column. UPDATE reserves the column's own name."""
    return bindparam(f"new_{name}", type_=TABLES[kind].c[name].type)
