"""Checks the pages of a SQLite database for damage and records the result for `/readyz`.

PostgreSQL verifies its pages itself, so nothing is checked there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final, Literal

from sqlalchemy.engine import make_url

from lms.adapters.database.read_only import connect_read_only

START_SECONDS: Final = 5.0  # limit of the check at start
HOURLY_SECONDS: Final = 10.0
DOCTOR_SECONDS: Final = 60.0
DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
DAMAGE_FILE: Final = "database.damaged"  # in the data folder while the database is damaged


@dataclass(frozen=True, slots=True)
class Integrity:
    """Result of a check. `is_complete` is false if it was stopped by its time limit."""

    damage: str | None = None
    is_complete: bool = True


def check_integrity(
    uri: str, *, seconds: float, thoroughness: Literal["quick", "integrity"] = "quick"
) -> Integrity:
    """Check every page for at most `seconds`; "integrity" also compares indexes.

    A missing database and PostgreSQL count as sound. If the file cannot be opened or is locked, the
    result is not complete. Raises no database errors.
    """
    url = make_url(uri)
    file = url.database or ""
    if url.get_backend_name() != "sqlite" or not Path(file).is_file():
        return Integrity()
    try:
        with closing(connect_read_only(file)) as connection, interrupted_after(seconds, connection):
            ((result,),) = connection.execute(f"PRAGMA {thoroughness}_check(1)")
    except sqlite3.Error as problem:
        if problem.sqlite_errorcode & 0xFF in DAMAGE:
            return Integrity(str(problem))
        return Integrity(is_complete=False)
    return Integrity(None if result == "ok" else " ".join(result.split()))


@contextmanager
def interrupted_after(seconds: float, connection: sqlite3.Connection) -> Iterator[None]:
    """Interrupt statements after `seconds`; they raise OperationalError (SQLITE_INTERRUPT)."""
    is_done = Event()

    def interrupt() -> None:
        is_done.wait(seconds)
        while not is_done.wait(0.001):  # repeat for a statement that has not started yet
            connection.interrupt()

    watcher = Thread(target=interrupt, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_done.set()
        watcher.join()


def note_damage(data_dir: Path, result: Integrity) -> None:
    """Store the result of a check for `find_damage`, unless it is incomplete without damage."""
    file = data_dir / DAMAGE_FILE
    if result.damage is not None:
        file.write_text(result.damage)
    elif result.is_complete:
        file.unlink(missing_ok=True)


def find_damage(data_dir: Path) -> str | None:
    """Return the damage that the last conclusive check found, or None."""
    try:
        return (data_dir / DAMAGE_FILE).read_text()
    except FileNotFoundError:
        return None
