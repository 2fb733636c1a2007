"""Each CHECK and each trigger is real: for each there is a row that only it refuses.

Rows are found by search: values that the conditions of a table name, tried in many combinations,
until one row meets all conditions and, for each condition, one row breaks only that. SQLite judges.
"""

import itertools
import random
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Uuid,
    create_engine,
    delete,
    insert,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from lms.extensions import prepare_engine
from lms.kernel.database.db import Base, UtcDateTime
from lms.kernel.database.triggers import TRIGGERS
from lms.tables import load_tables
from tests.conftest import ON_POSTGRESQL

load_tables()
TRIES = 40_000
MOMENTS = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]


def checks(table):
    return {
        str(constraint.name): str(constraint.sqltext)
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def candidates(column, conditions):
    """Values worth trying in a column, most ordinary first."""
    kind = column.type
    if isinstance(kind, Uuid):
        values = [UUID(int=n) for n in (1, 2)]
    elif isinstance(kind, UtcDateTime | DateTime):
        values = MOMENTS
    elif isinstance(kind, Date):
        values = [date(2026, 1, 1), date(2026, 1, 2)]
    elif isinstance(kind, Boolean):
        values = [True, False]
    elif isinstance(kind, Integer | Float):
        named = {int(n) for text in conditions for n in re.findall(r"(?<![\w.])\d+(?!\w)", text)}
        values = sorted({0, 1, -1, 3} | named | {n + 1 for n in named} | {n - 1 for n in named})
    elif isinstance(kind, LargeBinary):
        values = [b"x" * n for n in (16, 4, 8, 12, 20, 32, 64)]
    elif isinstance(kind, JSON):
        values = [{}]
    else:
        named = {word for text in conditions for word in re.findall(r"'([^'%_]*)'", text)}
        words = ["abcdefgh", "", "ABC", "+628123456789", "+1", "a@b.example", "zz", "Z", "0" * 16]
        values = [*words, "20301234", "a" * 64, *sorted(named)]
        length = getattr(kind, "length", None)
        values = [value for value in values if length is None or len(value) <= length]
    return [*values, None] if column.nullable else values


def plain(value):
    """As SQLite stores it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return str(value) if isinstance(value, dict | date) else value


class Search:
    """Finds rows of one table that meet all conditions, or all but one."""

    def __init__(self, table):
        self.table, self.checks = table, checks(table)
        self.random = random.Random(7)  # noqa: S311  the same search each time
        self.connection = sqlite3.connect(":memory:")
        self.choices = {
            column.name: candidates(column, self.checks.values()) for column in table.columns
        }
        names = ", ".join(f'? AS "{name}"' for name in self.choices)
        judged = ", ".join(f"({condition})" for condition in self.checks.values())
        self.query = f"SELECT {judged} FROM (SELECT {names})"  # noqa: S608  from our own models

    def broken(self, row):
        if not self.checks:
            return set()
        verdicts = self.connection.execute(self.query, [plain(v) for v in row.values()]).fetchone()
        return {name for name, verdict in zip(self.checks, verdicts, strict=True) if verdict == 0}

    def rows(self):
        """The row that meets all conditions, under the key '', and one for each condition."""
        found, wanted = {}, {"", *self.checks}
        row = {name: values[0] for name, values in self.choices.items()}
        fewest, best = len(self.checks) + 1, row
        for _ in range(TRIES):
            broken = self.broken(row)
            if len(broken) <= 1:
                found[next(iter(broken), "")] = dict(row)
            if set(found) == wanted:
                break
            if "" not in found:  # climb: from what breaks least so far
                fewest, best = min((len(broken), row), (fewest, best), key=lambda one: one[0])
                row = dict(best)
            elif self.random.random() < 0.5:
                row = dict(found[""])
            for name in self.random.sample(sorted(row), k=min(self.random.randint(1, 4), len(row))):
                row[name] = self.random.choice(self.choices[name])
        assert set(found) == wanted, f"no row found for {wanted - set(found)}"
        return found


def rows_of(table):
    search = Search(table)
    with closing(search.connection):
        return search.rows()


@pytest.fixture(scope="module")
def rows():
    return {table.name: rows_of(table) for table in Base.metadata.sorted_tables}


@pytest.fixture
def connection(database_url):
    """A transaction on the migrated database, without foreign keys, that is rolled back."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    with engine.connect() as connection:
        if ON_POSTGRESQL:
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_each_check_refuses_what_it_names_and_nothing_else(table, rows, connection):
    for name, row in rows[table.name].items():
        savepoint = connection.begin_nested()
        if name == "":
            connection.execute(insert(table), row)
        else:
            with pytest.raises(DBAPIError, match=name):
                connection.execute(insert(table), row)
        savepoint.rollback()


GUARDED = [
    trigger for trigger in TRIGGERS.values() if re.search("_no_(update|delete)$", trigger.name)
]


@pytest.mark.parametrize("trigger", GUARDED, ids=lambda trigger: trigger.name)
def test_each_trigger_keeps_what_is_written(trigger, rows, connection):
    table = Base.metadata.tables[trigger.table]
    if ON_POSTGRESQL:  # replica mode silences triggers too
        connection.execute(text(f"ALTER TABLE {table.name} ENABLE ALWAYS TRIGGER {trigger.name}"))
    connection.execute(insert(table), rows[table.name][""])
    for column in guarded_columns(trigger, table):
        changed = {
            "delete": delete(table),
            "update": update(table).values({column: table.c[column]}),
        }
        statement = changed[trigger.name.rpartition("_")[2]]
        savepoint = connection.begin_nested()
        with pytest.raises(DBAPIError, match=r"append-only|immutable|kept"):
            connection.execute(statement)
        savepoint.rollback()


def guarded_columns(trigger, table):
    """The columns that an update may not touch; one is enough for a delete."""
    named = re.search(r"UPDATE OF ([\w, ]+?)(?: ON|$)", trigger.event)
    if named:
        return [column.strip() for column in named[1].split(",")]
    return list(itertools.islice((column.name for column in table.columns), 1))
