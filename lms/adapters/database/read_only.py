"""Opens a file of SQLite for what only reads, also where nothing can be written.

It is opened for writing and told not to write: a connection that may only read leaves the files of
the log behind when it is the last. Where these files cannot be made, on a full disk or in a folder
that can only be read, SQLite would read nothing; so it is told that nobody changes the file, which
holds while nobody can, and while no log stands beside it.
"""

import os
import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

LOGS: Final = ("-wal", "-journal")
NOT_WRITABLE: Final = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def connect_read_only(path: str) -> sqlite3.Connection:
    """A missing file is not made. Raises sqlite3.Error."""
    connection = _connect(path, "mode=rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as problem:
        connection.close()
        if not _is_unwritable(problem) or _has_log(path):
            raise
        return _connect(path, "mode=ro&immutable=1")
    return connection


def _connect(path: str, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(path)}?{how}", uri=True, isolation_level=None)


def _is_unwritable(problem: sqlite3.Error) -> bool:
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in NOT_WRITABLE  # without its details


def _has_log(path: str) -> bool:
    file = os.path.realpath(path)  # behind a link it stands beside what is linked
    logs = (Path(file + end) for end in LOGS)
    return any(log.exists() and log.stat().st_size for log in logs)
