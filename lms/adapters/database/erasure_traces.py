"""Removes what an erasure leaves outside its rows: message files, old pages, migration copies."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from time import sleep
from typing import Any, Final
from uuid import UUID

from flask import current_app
from sqlalchemy import Engine, text
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

from lms.adapters.database.migrations import migration_copies
from lms.extensions import db
from lms.kernel.errors import Unavailable
from lms.settings import Settings

TABLES_IN_CLEAR: Final = (
    "person",
    "contact_change",
    "data_key",
)  # tables whose old rows say something
LOCK_TIMEOUT: Final = "2s"
LOCK_NOT_AVAILABLE: Final = "55P03"
BUSY_TIMEOUT: Final = 50  # milliseconds in which SQLite's readers may end: nobody writes meanwhile
TRIES: Final = 10
PAUSE: Final = 0.2  # seconds between two tries: who waits to write comes first


class TracesRemain(Unavailable):
    """Readers hold an old state of the database; the job tries again."""

    code = "traces-remain"


def scrub_erased(arguments: Mapping[str, Any]) -> None:
    """The job `scrub-erased`. May run twice."""
    settings: Settings = current_app.extensions["settings"]
    remove_messages(settings.data_dir, UUID(arguments["person_id"]))
    rewrite_pages(db.engine)


def remove_messages(data_dir: Path, person_id: UUID) -> None:
    """Nothing is there where nothing was sent; what cannot be removed makes the job fail."""
    folder = data_dir / "messages" / str(person_id)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        if folder.exists():  # another run removed a file of it first
            raise


def rewrite_pages(engine: Engine) -> None:
    """Leave no old version of a row in the database. Raises TracesRemain while it is read."""
    if engine.dialect.name == "sqlite":
        _empty_write_ahead_log(engine)
        for copy in migration_copies(Path(engine.url.database or "")):
            copy.unlink(missing_ok=True)
    else:
        _rewrite_tables(engine)


def _rewrite_tables(engine: Engine) -> None:
    """Waits for whoever reads them, as a backup does, only so long: all requests wait behind it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        try:
            connection.execute(text(f"VACUUM FULL {', '.join(TABLES_IN_CLEAR)}"))
        except OperationalError as problem:
            if getattr(problem.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise TracesRemain() from problem
        finally:
            connection.execute(text("RESET lock_timeout"))  # the pool keeps the connection


def _empty_write_ahead_log(engine: Engine) -> None:
    """Deleted content is overwritten (`secure_delete`); the log still holds the pages before.

    Emptying it holds the lock of the one writer while it waits for readers, and a request that has
    read may itself wait for that lock. So it waits briefly, and some times: on a busy server two of
    three fail.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (former,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
        try:
            is_empty = any(_is_emptied(cursor) for _ in range(TRIES))
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {former}")  # the pool keeps the connection
    finally:
        raw.close()
    if not is_empty:
        raise TracesRemain()


def _is_emptied(cursor: DBAPICursor) -> bool:
    busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        sleep(PAUSE)
    return not busy
