"""Settings and transactions of SQLite connections. Other databases are not affected."""

import gc
from sqlite3 import SQLITE_READONLY
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from time import time
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

PRIMARY_CODE: Final = 0xFF  # mask of SQLite's primary result code


def prepare_engine(engine: Engine) -> None:
    """Register the listeners on an engine."""
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    _replace_read_only_connections(engine)


def _prepare_sqlite(connection: Any, record: object) -> None:
    if isinstance(connection, SQLiteConnection):
        connection.isolation_level = None  # transactions begin in _begin_sqlite
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # overwrite erased names in freed pages


def _begin_sqlite(connection: Connection) -> None:
    """A write takes the lock before it reads, or two of them would overwrite each other.

    Said to the driver itself: each request begins once or twice, and BEGIN needs no cursor, no
    compiled statement and no result.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, SQLiteConnection):
        writes = "writes" in connection.get_execution_options()
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        try:
            driver.execute(begin)
        except SQLiteError as error:
            connection._handle_dbapi_exception(error, begin, (), None, None)


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

    def close_if_older(_driver: Any, record: ConnectionPoolEntry) -> None:
        if cast(Any, record).starttime < closed_at:
            record.invalidate()

    def collect_garbage(*_arguments: Any) -> None:
        nonlocal collected_at
        if collected_at < closed_at:
            collected_at = time()
            gc.collect()

    event.listen(engine, "handle_error", on_error)
    event.listen(engine, "checkin", close_if_older)
    event.listen(engine, "do_connect", collect_garbage)
