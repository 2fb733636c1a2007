"""Restores a backup beside what is there, and puts it in its place when it is whole."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Final

from sqlalchemy import Connection, func, inspect, select, table, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from lms.adapters.backup.dumps import load_database
from lms.adapters.backup.errors import (
    BackupDamaged,
    BackupNewer,
    BackupOfOtherDatabase,
    DatabaseHasPeople,
)
from lms.adapters.backup.make_backup import FOLDERS
from lms.adapters.backup.manifest import Manifest, find_damaged_files
from lms.adapters.database import migrations, restore_marker
from lms.adapters.errors import DatabaseInUse
from lms.settings import Settings

LOGS: Final = ("", "-wal", "-shm")  # a SQLite file and its logs
OTHER_CLIENTS: Final = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
TRIES: Final = 20
PAUSE: Final = 0.1  # seconds between tries
FUNCTIONS: Final = """
    SELECT CAST(p.oid AS regprocedure)::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


@dataclass(frozen=True, slots=True)
class StagedRestore:
    """A restored and migrated database that nothing serves yet, and its folder of files."""

    uri: str
    files: Path


def require_restorable(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Raises BackupOfOtherDatabase, BackupNewer or BackupDamaged."""
    here = make_url(settings.database_uri).get_backend_name()
    if manifest.database != here:
        raise BackupOfOtherDatabase(backup=manifest.database, here=here)
    newest = migrations.latest_version()
    if manifest.facts.schema > newest:
        raise BackupNewer(version=manifest.facts.schema, newest=newest)
    for name in find_damaged_files(folder, manifest):
        raise BackupDamaged(file=str(folder / name))


def require_no_people(uri: str) -> None:
    """Raises DatabaseHasPeople, also if the database cannot be read."""
    engine = migrations.create_read_only_engine(uri)
    file = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not file.exists():
        return  # connecting would create it
    try:
        with engine.connect() as connection:
            has_people = inspect(connection).has_table("person") and connection.scalar(
                select(func.count()).select_from(table("person"))
            )
    except DatabaseError:
        has_people = True
    finally:
        engine.dispose()
    if has_people:
        raise DatabaseHasPeople


@contextmanager
def staged_restore(settings: Settings, folder: Path, manifest: Manifest) -> Iterator[StagedRestore]:
    """Restore and migrate; at the end of the block put database and files in their place.

    A restore that is interrupted leaves a mark, and no server starts. The caller holds the lock of
    the data folder. Raises DatabaseInUse, ToolMissing, ToolFailed, OSError and the errors of
    migrations.
    """
    files = settings.data_dir / "files.restoring"
    shutil.rmtree(files, ignore_errors=True)
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, files / name)
        else:
            (files / name).mkdir(parents=True)
    stage = _staged_sqlite if manifest.database == "sqlite" else _staged_postgresql
    try:
        with stage(settings.database_uri, folder / manifest.database_file) as uri:
            migrations.upgrade(uri)
            yield StagedRestore(uri, files)
            _replace_files(settings.data_dir, files)
    finally:
        shutil.rmtree(files, ignore_errors=True)


@contextmanager
def _staged_sqlite(uri: str, source: Path) -> Iterator[str]:
    target = Path(make_url(uri).database or "")
    staged = restore_marker.restoring_file(target)
    _remove_sqlite(staged)
    staged_uri = make_url(uri).set(database=str(staged)).render_as_string(hide_password=False)
    try:
        load_database(source, staged_uri)
        yield staged_uri
        with closing(sqlite3.connect(staged)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # leaves no log beside the file
        _set_aside(target)
        staged.replace(target)
    finally:
        _remove_sqlite(staged)


@contextmanager
def _staged_postgresql(uri: str, source: Path) -> Iterator[str]:
    engine = migrations.create_migration_engine(uri)
    try:
        with engine.begin() as connection:
            _require_alone(connection)
            restore_marker.mark(connection)
            empty_postgresql(connection)
        load_database(source, uri)
        yield uri
        with engine.begin() as connection:
            restore_marker.unmark(connection)
    finally:
        engine.dispose()


def _require_alone(connection: Connection) -> None:
    """Raises DatabaseInUse. PostgreSQL lists a connection for a moment after it was closed."""
    for _ in range(TRIES):
        if not connection.scalar(text(OTHER_CLIENTS)):
            return
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        sleep(PAUSE)
    raise DatabaseInUse


def empty_postgresql(connection: Connection) -> None:
    """Remove all tables and functions, but not the mark of an unfinished restore."""
    for name in inspect(connection).get_table_names():
        if name != restore_marker.MARKER_TABLE:
            connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
    for name in connection.scalars(text(FUNCTIONS)).all():
        connection.execute(text(f"DROP ROUTINE {name} CASCADE"))


def _replace_files(data_dir: Path, files: Path) -> None:
    for name in FOLDERS:
        former = files / f"{name}.former"
        if (data_dir / name).exists():
            (data_dir / name).rename(former)
        (files / name).rename(data_dir / name)


def _set_aside(database: Path) -> None:
    """Keep the replaced file until the next migration or erasure, like copies of migrations."""
    suffix = f".before-restore-{secrets.token_hex(3)}"
    for end in LOGS:
        part = database.with_name(database.name + end)
        if part.exists():
            part.rename(database.with_name(database.name + suffix + end))


def _remove_sqlite(database: Path) -> None:
    for end in LOGS:
        database.with_name(database.name + end).unlink(missing_ok=True)
