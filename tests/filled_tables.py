"""Puts an invented row into every table that is still empty, so that a copy meets all columns."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, count
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, func, select
from sqlalchemy.exc import IntegrityError

from lms.kernel.database.db import Base, UtcDateTime

CHOICE = re.compile(r"\b(\w+) (?:IN \(|= )'([^']*)'")
LENGTH = re.compile(r"length\((\w+)\) = (\d+)")
LEAST = re.compile(r"\b(\w+) BETWEEN (\d+)")
MOMENT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
BY_TYPE = {bool: True, int: 1, float: 0.1, bytes: b"\x00\xff'", date: MOMENT.date()}
_numbers = count(1)


def fill_empty_tables(connection):
    """Names of the tables whose rules an invented row does not meet; they stay empty."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if not connection.scalar(select(func.count()).select_from(table))
        and not any(_can_insert(connection, table, row) for row in _rows(connection, table))
    ]


def _can_insert(connection, table, row):
    try:
        with connection.begin_nested():
            connection.execute(table.insert().values(row))
    except IntegrityError:
        return False
    return True


def _rows(connection, table):
    """Rows with as many of the optional columns as possible, best first."""
    full = {column.name: _value(connection, table, column) for column in table.columns}
    optional = [column.name for column in table.columns if column.nullable][:9]
    for size in range(len(optional) + 1):
        for empty in combinations(optional, size):
            yield full | dict.fromkeys(empty)


def _value(connection, table, column):
    for key in column.foreign_keys:
        return None if key.column.table is table else _reference(connection, table, column, key)
    if isinstance(column.type, UtcDateTime):
        return MOMENT + timedelta(hours=next(_numbers))
    if isinstance(column.type, JSON):
        return {"é": [1.5, None, "ꦱ"]}
    kind = column.type.python_type
    if kind is str:
        size = _rule(LENGTH, table, column)
        short = f"é{next(_numbers)}"[: column.type.length or 40]
        return _rule(CHOICE, table, column) or (short.ljust(int(size), "x") if size else short)
    if kind is int:
        return int(_rule(LEAST, table, column) or 1)
    value = uuid4() if kind is UUID else BY_TYPE[kind]
    return value.ljust(int(_rule(LENGTH, table, column) or 0), b"x") if kind is bytes else value


def _reference(connection, table, column, key):
    """A row of the other table: another one for each column that refers to it."""
    same = [other.name for other in table.columns if other.references(key.column)]
    values = connection.scalars(select(key.column)).all()
    return values[same.index(column.name) % len(values)] if values else None


def _rule(pattern, table, column):
    for rule in table.constraints:
        if isinstance(rule, CheckConstraint):
            for name, value in pattern.findall(str(rule.sqltext)):
                if name == column.name:
                    return value
    return None
