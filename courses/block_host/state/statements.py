"""Statements that store what blocks keep, built once: one row an owner and place.

A unit is asked for by `=`, never by IS NOT DISTINCT FROM, for which PostgreSQL uses no index, and
SQLite none that holds only the rows with a unit.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from courses.block_host.state.models import LearnerBlockState, SharedBlockState
from lms.kernel.database.db import Base

TableName = Literal["learner", "shared"]
TABLES: dict[TableName, Any] = {
    "learner": LearnerBlockState.__table__,
    "shared": SharedBlockState.__table__,
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
def update_row(kind: TableName, has_unit: bool) -> Any:
    """The id of the row, if it is still of the version `read_version`; nothing otherwise."""
    table = TABLES[kind]
    owner = [
        table.c[name] == _parameter(kind, name)
        for name in KEY_COLUMNS[kind]
        if has_unit or name != "unit_id"
    ]
    place = [] if has_unit else [table.c.unit_id.is_(None)]
    is_as_read = table.c.version == bindparam("read_version", type_=table.c.version.type)
    values = {name: _parameter(kind, name) for name in VALUE_COLUMNS[kind]}
    return update(table).where(*owner, *place, is_as_read).values(values).returning(table.c.id)


@cache
def insert_row(kind: TableName, dialect: str) -> Any:
    """The id of the row; nothing where another was first, or where its person closed the account.

    A merge of accounts holds their rows until it is over: what is first saved meanwhile either is
    there for it to move, or waits for it here and then finds the account closed.
    """
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = TABLES[kind]
    values = {
        name: _parameter(kind, name) for name in ("id", *KEY_COLUMNS[kind], *VALUE_COLUMNS[kind])
    }
    made = insert(table)
    if kind == "learner":
        made = made.from_select(list(values), _if_account_is_open(values))
    else:
        made = made.values(values)
    return made.on_conflict_do_nothing().returning(table.c.id)


def _if_account_is_open(values: Mapping[str, Any]) -> Any:
    """The values, once, if the account is open; by the table's name, which is another domain's."""
    person = Base.metadata.tables["person"]
    row = select(*(value.label(name) for name, value in values.items())).select_from(person)
    mine = row.where(person.c.id == values["person_id"], person.c.active)
    return mine.with_for_update(read=True, key_share=True)


def _parameter(kind: TableName, name: str) -> Any:
    """A value of a column by another name than the column's, which UPDATE keeps for itself."""
    return bindparam(f"new_{name}", type_=TABLES[kind].c[name].type)
