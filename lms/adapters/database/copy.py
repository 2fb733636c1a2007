"""Copies all rows into an empty database, for a move between SQLite and PostgreSQL.

The target is upgraded to this program's version first. All rows are copied in one transaction, and
row counts are compared before it commits.

Triggers reject changes of stored rows, such as answers of a submitted attempt. The transaction
drops the triggers and creates them again at its end. Foreign keys within a table are checked after
all rows are copied, since rows may refer to each other in any order.
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

BATCH_SIZE = 1_000  # rows per INSERT


def copy_database(source_uri: str, target_uri: str) -> int:
    """Copy all rows and return their number.

    Raises DatabaseNotCurrent if the source has pending migrations, DatabaseNotEmpty,
    CopyIncomplete, and the errors of `migrations.upgrade`.
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
    """Raises DatabaseNotEmpty if the target has rows or unknown tables, DatabaseUnreachable."""
    try:
        with target.connect() as connection:
            names = set(inspect(connection).get_table_names())
            known = [table for table in Base.metadata.sorted_tables if table.name in names]
            unknown = names - {table.name for table in known} - {"alembic_version"}
            if unknown:
                raise DatabaseNotEmpty(table=min(unknown))
            for table in known:
                if count(table, connection):
                    raise DatabaseNotEmpty(table=table.name)
    except DBAPIError as problem:
        raise DatabaseUnreachable(reason=str(problem.orig).partition("\n")[0]) from problem


@contextmanager
def triggers_removed(writing: Connection) -> Iterator[None]:
    """Drop triggers and defer foreign keys within a table. Raises IntegrityError at the end."""
    triggers.drop_all(writing)
    if writing.dialect.name == "sqlite":  # foreign keys are off on a migration engine
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
    expected, copied = count(table, reading), count(table, writing)
    if expected != copied:
        raise CopyIncomplete(table=table.name, expected=expected, copied=copied)
    return copied


def count(table: Table, connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
