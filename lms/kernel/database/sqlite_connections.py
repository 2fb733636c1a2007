"""How connections to SQLite are opened and begin; those to other databases stay as they are."""

import gc
from sqlite3 import SQLITE_READONLY
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from time import time
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

PRIMARY_CODE: Final = 0xFF  # of SQLite's codes; the rest says more


def prepare_engine(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    _renew_what_cannot_write(engine)


def _prepare_sqlite(connection: Any, record: object) -> None:
    if isinstance(connection, SQLiteConnection):
        connection.isolation_level = None  # we begin ourselves, below
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # erased names leave no freed pages


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


def _renew_what_cannot_write(engine: Engine) -> None:
    """What SQLite opened while its files could only be read stays so for good, without a word; and
    as long as one connection of a process does, the next ones do. So all of them are let go, those
    in use as they come back, and what errors still hold before another is opened."""
    let_go_at = collected_at = 0.0

    def notice(context: ExceptionContext) -> None:
        nonlocal let_go_at
        code = getattr(context.original_exception, "sqlite_errorcode", 0)
        if code & PRIMARY_CODE == SQLITE_READONLY:
            context.is_disconnect = True
            let_go_at = time()
            engine.dispose()

    def close_if_older(_driver: Any, record: ConnectionPoolEntry) -> None:
        if cast(Any, record).starttime < let_go_at:
            record.invalidate()

    def collect_first(*_how: Any) -> None:
        nonlocal collected_at
        if collected_at < let_go_at:
            collected_at = time()
            gc.collect()

    event.listen(engine, "handle_error", notice)
    event.listen(engine, "checkin", close_if_older)
    event.listen(engine, "do_connect", collect_first)
