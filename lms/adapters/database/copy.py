"""Copies everything into an empty database of either kind, for a move from SQLite to PostgreSQL.

The target is brought to this program's version first, and takes all rows in one transaction: it
holds all of them, or none. Row counts are compared before that transaction commits.

Triggers guard rows against changes by the program, such as an answer to an attempt that is handed
in. Copied rows are history, so that transaction takes the triggers away and lays them again at its
end. Rows of one table may refer to one another in any order; their foreign keys are checked once
all rows are there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from lms.adapters.database import migrations
from lms.adapters.errors import (
    CopyIncomplete,
    DatabaseNotCurrent,
    DatabaseNotEmpty,
    DatabaseUnreachable,
)
from lms.kernel.database import triggers
from lms.kernel.database.db import Base
from lms.tables import load_tables

BATCH_SIZE = 1_000  # rows


def copy_database(source_uri: str, target_uri: str) -> int:
    """How many rows the target holds now.

    Raises DatabaseNotCurrent for a source that still waits for migrations, DatabaseNotEmpty,
    CopyIncomplete, and what migrations raise.
    """
    load_tables()
    source, target = (
        migrations.create_migration_engine(source_uri),
        migrations.create_migration_engine(target_uri),
    )
    try:
        version = migrations.database_version(source)
        if version != migrations.latest_version():
            raise DatabaseNotCurrent(version=version, newest=migrations.latest_version())
        require_empty(target)
        migrations.upgrade(target_uri)
        with source.begin() as reading, target.begin() as writing, triggers_removed(writing):
            return sum(copy_table(table, reading, writing) for table in Base.metadata.sorted_tables)
    finally:
        source.dispose()
        target.dispose()


def require_empty(target: Engine) -> None:
    """Nothing of anybody is overwritten or mixed with what is copied."""
    try:
        with target.connect() as connection:
            standing = set(inspect(connection).get_table_names())
            known = [table for table in Base.metadata.sorted_tables if table.name in standing]
            foreign = standing - {table.name for table in known} - {"alembic_version"}
            if foreign:
                raise DatabaseNotEmpty(table=min(foreign))
            for table in known:
                if count(table, connection):
                    raise DatabaseNotEmpty(table=table.name)
    except DBAPIError as problem:
        raise DatabaseUnreachable(reason=str(problem.orig).partition("\n")[0]) from problem


@contextmanager
def triggers_removed(writing: Connection) -> Iterator[None]:
    """No triggers, and foreign keys within a table checked at the end. Raises IntegrityError."""
    triggers.drop_all(writing)
    if writing.dialect.name == "sqlite":  # migration_engine has foreign keys off
        yield
        migrations.check_foreign_keys(writing)
    else:
        alter_self_references(writing, "DEFERRABLE INITIALLY DEFERRED")
        yield
        writing.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        alter_self_references(writing, "NOT DEFERRABLE")
    triggers.create_all(writing)


def alter_self_references(writing: Connection, how: str) -> None:
    inspector = inspect(writing)
    for table in Base.metadata.sorted_tables:
        for key in inspector.get_foreign_keys(table.name):
            if key["referred_table"] == table.name:
                change = f'ALTER TABLE {table.name} ALTER CONSTRAINT "{key["name"]}" {how}'
                writing.execute(text(change))


def copy_table(table: Table, reading: Connection, writing: Connection) -> int:
    rows = reading.execute(select(table).order_by(*table.primary_key)).mappings()
    for batch in rows.partitions(BATCH_SIZE):
        writing.execute(table.insert(), [dict(row) for row in batch])
    wanted, found = count(table, reading), count(table, writing)
    if wanted != found:
        raise CopyIncomplete(table=table.name, wanted=wanted, found=found)
    return found


def count(table: Table, connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
