"""Checks whether the pages of a SQLite database are sound, and notes damage for `/readyz`.

PostgreSQL checks its pages itself; nothing is checked there.
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

START_SECONDS: Final = 5.0  # that a start may take longer for the check
HOURLY_SECONDS: Final = 10.0
DOCTOR_SECONDS: Final = 60.0
DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
NOTE: Final = "database.damaged"  # in the data folder, while the last check found damage


@dataclass(frozen=True, slots=True)
class Integrity:
    """What a check found; `is_complete` is false where its time ended first."""

    damage: str | None = None
    is_complete: bool = True


def check_integrity(
    uri: str, *, seconds: float, thoroughness: Literal["quick", "integrity"] = "quick"
) -> Integrity:
    """Look at every page for at most so many seconds; "integrity" also compares indexes.

    A database that is missing, or on PostgreSQL, is sound. One that cannot be opened, or is locked,
    gives a check that is not complete. Raises no errors of the database.
    """
    url = make_url(uri)
    file = url.database or ""
    if url.get_backend_name() != "sqlite" or not Path(file).is_file():
        return Integrity()
    try:
        with closing(connect_read_only(file)) as connection, interrupted_after(seconds, connection):
            ((answer,),) = connection.execute(f"PRAGMA {thoroughness}_check(1)")
    except sqlite3.Error as problem:
        if problem.sqlite_errorcode & 0xFF in DAMAGE:
            return Integrity(str(problem))
        return Integrity(is_complete=False)
    return Integrity(None if answer == "ok" else " ".join(answer.split()))


@contextmanager
def interrupted_after(seconds: float, connection: sqlite3.Connection) -> Iterator[None]:
    """A statement that runs longer raises OperationalError with SQLITE_INTERRUPT."""
    is_done = Event()

    def interrupt() -> None:
        is_done.wait(seconds)
        while not is_done.wait(0.001):  # again, for a statement that has not begun yet
            connection.interrupt()

    watcher = Thread(target=interrupt, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_done.set()
        watcher.join()


def note_damage(data_dir: Path, result: Integrity) -> None:
    """Keep what a check found for `find_damage`. One that did not end changes nothing."""
    note = data_dir / NOTE
    if result.damage is not None:
        note.write_text(result.damage)
    elif result.is_complete:
        note.unlink(missing_ok=True)


def find_damage(data_dir: Path) -> str | None:
    """What the last check found that looked at everything or at damage."""
    try:
        return (data_dir / NOTE).read_text()
    except FileNotFoundError:
        return None
