"""Settings and transactions of SQLite connections. Other databases are not affected."""

import gc
from sqlite3 import SQLITE_READONLY
from sqlite3 import Connection as SQLiteConnection
from time import time
from typing import Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

PRIMARY_CODE: Final = 0xFF  # mask of SQLite's primary result code


def prepare_engine(engine: Engine) -> None:
    """Register the listeners on an engine."""
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    _replace_read_only_connections(engine)


def _prepare_sqlite(connection: object, record: object) -> None:
    if isinstance(connection, SQLiteConnection):
        connection.isolation_level = None  # transactions begin in _begin_sqlite
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # overwrite erased names in freed pages


def _begin_sqlite(connection: Connection) -> None:
    """A write takes the lock before it reads, or two of them would overwrite each other."""
    if connection.dialect.name == "sqlite":
        writes = "writes" in connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _replace_read_only_connections(engine: Engine) -> None:
    """Replace connections that were opened while the database file was read-only.

    SQLite keeps such a connection read-only forever, and opens further ones of the process
    read-only as long as one is open. So all are closed: idle ones at once, others at check-in,
    and those that exceptions still refer to by a garbage collection before the next connect.
    """
    closed_at = collected_at = 0.0

    def on_error(context: ExceptionContext) -> None:
        nonlocal closed_at
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        if code & PRIMARY_CODE == SQLITE_READONLY:
            context.is_disconnect = True
            closed_at = time()
            engine.dispose()

    def close_if_older(_driver: object, record: ConnectionPoolEntry) -> None:
        if record.info["opened_at"] < closed_at:
            record.invalidate()

    def before_connect(_dialect: object, record: ConnectionPoolEntry, *_arguments: object) -> None:
        nonlocal collected_at
        record.info["opened_at"] = time()
        if collected_at < closed_at:
            collected_at = time()
            gc.collect()

    event.listen(engine, "handle_error", on_error)
    event.listen(engine, "checkin", close_if_older)
    event.listen(engine, "do_connect", before_connect)
