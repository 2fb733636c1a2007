"""Copies everything into an empty database of either kind, for a move from SQLite to PostgreSQL.

The target is brought to this program's version first, and takes all rows in one transaction: it
holds all of them, or none. Row counts are compared before that transaction commits.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Engine, Select, Table, func, inspect, select
from sqlalchemy.exc import DBAPIError

from lms.adapters import migrations
from lms.adapters.errors import (
    CopyIncomplete,
    DatabaseNotCurrent,
    DatabaseNotEmpty,
    DatabaseUnreachable,
)
from lms.kernel.db import Base
from lms.tables import load_tables

AT_ONCE = 1_000  # rows


def copy_database(source_uri: str, target_uri: str) -> int:
    """How many rows the target holds now.

    Raises DatabaseNotCurrent for a source that still waits for migrations, DatabaseNotEmpty,
    CopyIncomplete, and what migrations raise.
    """
    load_tables()
    source, target = (
        migrations.migration_engine(source_uri),
        migrations.migration_engine(target_uri),
    )
    try:
        version = migrations.database_version(source)
        if version != migrations.newest_version():
            raise DatabaseNotCurrent(version=version, newest=migrations.newest_version())
        refuse_what_holds_rows(target)
        migrations.upgrade(target_uri)
        with source.begin() as reading, target.begin() as writing:
            return sum(copy_table(table, reading, writing) for table in Base.metadata.sorted_tables)
    finally:
        source.dispose()
        target.dispose()


def refuse_what_holds_rows(target: Engine) -> None:
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


def copy_table(table: Table, reading: Connection, writing: Connection) -> int:
    for query in in_order(table):
        for rows in reading.execute(query).mappings().partitions(AT_ONCE):
            writing.execute(table.insert(), [dict(row) for row in rows])
    wanted, found = count(table, reading), count(table, writing)
    if wanted != found:
        raise CopyIncomplete(table=table.name, wanted=wanted, found=found)
    return found


def in_order(table: Table) -> Iterator[Select[Any]]:
    """Rows that refer to a row of the same table come after it: later ids name later rows."""
    ordered = select(table).order_by(*table.primary_key)
    own = own_reference(table)
    if own is None:
        yield ordered
    else:
        yield ordered.where(own.is_(None))
        yield ordered.where(own.is_not(None))


def own_reference(table: Table) -> Column[Any] | None:
    keys = (key for column in table.columns for key in column.foreign_keys)
    return next((key.parent for key in keys if key.column.table is table), None)


def count(table: Table, connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
