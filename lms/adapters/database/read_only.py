"""Opens a SQLite file for reading, also on a full disk or in a read-only folder.

The file is opened read-write with `query_only`, because a read-only connection that is the last to
close leaves the log files behind. Where the log files cannot be created, the file is opened as
immutable, provided that no log exists beside it.
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
    """Return a connection that cannot write. Raises sqlite3.Error, also for a missing file."""
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


def _connect(path: str, parameters: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(path)}?{parameters}", uri=True, isolation_level=None)


def _is_unwritable(problem: sqlite3.Error) -> bool:
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in NOT_WRITABLE  # primary code


def _has_log(path: str) -> bool:
    file = os.path.realpath(path)  # the log is beside the target of a link
    logs = (Path(file + end) for end in LOGS)
    return any(log.exists() and log.stat().st_size for log in logs)
