"""Removes traces of erased persons: message files, old database pages, migration copies."""

import shutil
from pathlib import Path
from time import sleep
from typing import Final
from uuid import UUID

from flask import current_app
from sqlalchemy import Engine, text
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

from lms.adapters.database.migrations import migration_copies
from lms.extensions import db
from lms.kernel.errors import Unavailable
from lms.kernel.jobs import JobArguments
from lms.settings import Settings

TABLES_IN_CLEAR: Final = (
    "person",
    "contact_change",
    "data_key",
    *("lti_account", "lti_member", "lti_score"),
)  # personal data that are not sealed, or with a key that stays
LOCK_TIMEOUT: Final = "2s"
LOCK_NOT_AVAILABLE: Final = "55P03"
OLDER_SNAPSHOTS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND age(backend_xmin) > age(CAST(CAST(:now AS xid8) AS xid))
"""  # others, such as a backup or an ANALYZE
BUSY_TIMEOUT: Final = 50  # milliseconds to wait for SQLite's readers; writers are blocked meanwhile
TRIES: Final = 10
PAUSE: Final = 0.2  # seconds between tries, for waiting writers


class TracesRemain(Unavailable):
    """Readers use an old state of the database; the job is retried."""

    code = "traces-remain"


def scrub_erased(arguments: JobArguments) -> None:
    """The job `scrub-erased`. Idempotent. Raises TracesRemain."""
    settings: Settings = current_app.extensions["settings"]
    remove_messages(settings.data_dir, UUID(arguments["person_id"]))
    rewrite_pages(db.engine)


def remove_messages(data_dir: Path, person_id: UUID) -> None:
    """Remove the folder of messages to this person, if any. Raises OSError."""
    folder = data_dir / "messages" / str(person_id)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        if folder.exists():  # another run removed a file first
            raise


def rewrite_pages(engine: Engine) -> None:
    """Remove old versions of rows from the database. Raises TracesRemain while it is read."""
    if engine.dialect.name == "sqlite":
        _empty_write_ahead_log(engine)
        for copy in migration_copies(Path(engine.url.database or "")):
            copy.unlink(missing_ok=True)
    else:
        _rewrite_tables(engine)


def _rewrite_tables(engine: Engine) -> None:
    """CLUSTER with a lock timeout, since all requests for a table wait behind its lock.

    Unlike VACUUM FULL it runs in a transaction. So the timeout ends with it, also where a pooler
    gives each transaction another connection, and only one table is locked at a time. It copies
    old rows that a snapshot may still show, so it begins after the snapshots of this moment.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        now = connection.scalar(text("SELECT pg_current_xact_id()::text"))
        for _ in range(TRIES):
            if not connection.scalar(text(OLDER_SNAPSHOTS), {"now": now}):
                break
            sleep(PAUSE)
        else:
            raise TracesRemain()
    for table in TABLES_IN_CLEAR:
        try:
            with engine.begin() as connection:
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
                connection.execute(text(f"CLUSTER {table} USING pk_{table}"))
        except OperationalError as problem:
            if getattr(problem.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise TracesRemain() from problem


def _empty_write_ahead_log(engine: Engine) -> None:
    """Truncate the write-ahead log, which still holds overwritten pages.

    The checkpoint holds the write lock while it waits for readers, and a reader may itself wait for
    that lock. So each of several tries waits only briefly.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (former,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
        try:
            is_empty = any(_truncate_log(cursor) for _ in range(TRIES))
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {former}")  # the connection returns to the pool
    finally:
        raw.close()
    if not is_empty:
        raise TracesRemain()


def _truncate_log(cursor: DBAPICursor) -> bool:
    busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        sleep(PAUSE)
    return not busy
