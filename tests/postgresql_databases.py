"""Databases on the PostgreSQL server of a test run.

Making one takes a tenth of a second and dropping it as long, so a test leaves its database to
the next one in the same process: emptied, if its tables are still those of the template.
"""

import os
import secrets
from contextlib import contextmanager

from sqlalchemy import (
    Engine,
    TextClause,
    create_engine,
    delete,
    exists,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import dialect

SERVER = os.environ.get("PAYUNG_TEST_POSTGRESQL_URL", "")

END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SHAPE = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
  SELECT 'class ' || oid || relname AS line
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'column ' || attrelid || attname || atttypmod || attnotnull || attisdropped
  FROM pg_attribute WHERE attrelid IN
    (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
  UNION ALL
  SELECT 'constraint ' || oid FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'trigger ' || oid || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT 'function ' || oid || md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS lines
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
USED_SEQUENCES = (
    "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


def run_on_server(statement: str) -> None:
    with connected("postgres") as connection:
        connection.execute(text(statement))


@contextmanager
def connected(name: str):
    engine = create_engine(f"{SERVER}/{name}", isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


class Databases:
    """Databases of one process: copies of a template, of which one may wait emptied."""

    def __init__(self, template: str) -> None:
        self._template = template
        with connected(template) as connection:
            self._shape = connection.scalar(text(SHAPE))
            self._filled = filled(connection.scalars(text(TABLES)).all())
            self._kept = {
                name: rows_of(connection, name) for name in connection.scalars(self._filled)
            }
        self._waiting: str | None = None
        self._emptied = ""  # the database to which the engine stays connected
        self._engine: Engine | None = None

    def take(self) -> str:
        """The name of an empty database with all tables."""
        if self._waiting is not None:
            name, self._waiting = self._waiting, None
            return name
        name = f"test_{secrets.token_hex(6)}"
        run_on_server(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return name

    def give_back(self, name: str) -> None:
        """Ends what is still connected; keeps the database for the next if it can be as before."""
        if self._waiting is None and self._empty(name):
            self._waiting = name
        else:
            self._drop(name)

    def drop(self) -> None:
        if self._waiting is not None:
            self._drop(self._waiting)
            self._waiting = None

    def _drop(self, name: str) -> None:
        if self._engine is not None and self._emptied == name:
            self._engine.dispose()
            self._engine = None
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")

    def _engine_of(self, name: str) -> Engine:
        """With one connection, whose caches make emptying quick; made anew if a test ended it."""
        if self._engine is None or self._emptied != name:
            if self._engine is not None:
                self._engine.dispose()
            options = {"isolation_level": "AUTOCOMMIT", "pool_size": 1, "pool_pre_ping": True}
            self._emptied, self._engine = name, create_engine(f"{SERVER}/{name}", **options)
        return self._engine

    def _empty(self, name: str) -> bool:
        """Is the database as the template is? Triggers that forbid to delete are passed by."""
        with self._engine_of(name).connect() as connection:
            connection.execute(text(END_OTHERS))
            if connection.scalar(text(SHAPE)) != self._shape:
                return False
            rows = connection.scalars(self._filled).all()
            if any(rows_of(connection, table) != kept for table, kept in self._kept.items()):
                return False
            empty(connection, [table for table in rows if table not in self._kept])
        return True


def filled(tables) -> TextClause:
    """Asks for the names of those tables that hold a row; put together once, asked often."""
    held = (exists(select(1).select_from(table(name))) for name in tables)
    asked = [
        select(literal_column(f"'{name}'")).where(is_held)
        for name, is_held in zip(tables, held, strict=True)
    ]
    literal = {"literal_binds": True}
    return text(str(union_all(*asked).compile(dialect=dialect(), compile_kwargs=literal)))


def rows_of(connection, name: str) -> list[tuple]:
    return sorted(connection.execute(select(text("*")).select_from(table(name))).all(), key=repr)


def empty(connection, tables) -> None:
    """Also where triggers forbid to delete; sequences begin anew."""
    connection.execute(text("SET session_replication_role = replica"))
    for name in tables:
        connection.execute(delete(table(name)))
    for sequence in connection.scalars(text(USED_SEQUENCES)).all():
        connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
