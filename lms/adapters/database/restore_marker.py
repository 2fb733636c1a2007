"""Marks a database that is being restored, so that nothing serves it before it is whole.

On SQLite the restored file has another name until it is whole. On PostgreSQL a table is the mark.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from lms.adapters.database.migrations import create_read_only_engine
from lms.kernel.errors import Unavailable

MARKER_TABLE: Final = "restore_unfinished"
RESTORING: Final = ".restoring"  # end of the name of a SQLite file


class RestoreUnfinished(Unavailable):
    code = "restore-unfinished"


def require_no_unfinished_restore(uri: str) -> None:
    """Raises RestoreUnfinished."""
    url = make_url(uri)
    if url.get_backend_name() == "sqlite":
        if restoring_file(Path(url.database or "")).exists():
            raise RestoreUnfinished
        return
    engine = create_read_only_engine(uri)
    try:
        with engine.connect() as connection:
            if inspect(connection).has_table(MARKER_TABLE):
                raise RestoreUnfinished
    finally:
        engine.dispose()


def restoring_file(database: Path) -> Path:
    """The name of a SQLite file while it is restored."""
    return database.with_name(database.name + RESTORING)


def mark(connection: Connection) -> None:
    connection.execute(text(f"CREATE TABLE IF NOT EXISTS {MARKER_TABLE} (id integer PRIMARY KEY)"))


def unmark(connection: Connection) -> None:
    connection.execute(text(f"DROP TABLE {MARKER_TABLE}"))
