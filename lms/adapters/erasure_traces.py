"""Removes what an erasure leaves outside its rows: message files, old pages, migration copies."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Engine, text

from lms.adapters.migrations import migration_copies
from lms.extensions import db
from lms.kernel.errors import Unavailable
from lms.settings import Settings


class TracesRemain(Unavailable):
    """Readers hold an old state of the database; the job tries again."""

    code = "traces-remain"


def scrub_erased(arguments: Mapping[str, Any]) -> None:
    """The job `scrub-erased`. May run twice."""
    settings: Settings = current_app.extensions["settings"]
    remove_messages(settings.data_dir, UUID(arguments["person_id"]))
    rewrite_pages(db.engine)


def remove_messages(data_dir: Path, person_id: UUID) -> None:
    shutil.rmtree(data_dir / "messages" / str(person_id), ignore_errors=True)


def rewrite_pages(engine: Engine) -> None:
    """Leave no old version of a row in the database. Raises TracesRemain while it is read."""
    if engine.dialect.name == "sqlite":
        _empty_write_ahead_log(engine)
        for copy in migration_copies(Path(engine.url.database or "")):
            copy.unlink(missing_ok=True)
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL person, data_key"))


def _empty_write_ahead_log(engine: Engine) -> None:
    """Deleted content is overwritten (`secure_delete`); the log still holds the pages before."""
    raw = engine.raw_connection()
    try:
        busy, *_pages = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if busy:
        raise TracesRemain()
