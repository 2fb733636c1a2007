"""Copies a database into a file and back: SQLite's online backup, pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import URL, make_url

from lms.adapters.backup.errors import ToolFailed, ToolMissing
from lms.adapters.backup.manifest import DatabaseFacts, read_database_facts
from lms.adapters.database.migrations import create_read_only_engine
from lms.adapters.database.read_only import connect_read_only


def dump_database(uri: str, target: Path) -> DatabaseFacts:
    """Write a consistent copy while others write, and return its facts.

    Raises OSError, sqlite3.Error, ToolMissing or ToolFailed.
    """
    url = make_url(uri)
    if url.get_backend_name() == "sqlite":
        copy_sqlite(Path(url.database or ""), target)
        return read_facts_of(f"sqlite:///{target}")
    return _dump_postgresql(url, target)


def load_database(source: Path, uri: str) -> None:
    """Load a copy into a new SQLite file or an empty PostgreSQL database.

    Raises OSError, ToolMissing or ToolFailed.
    """
    url = make_url(uri)
    if url.get_backend_name() == "sqlite":
        shutil.copyfile(source, url.database or "")
    else:
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run(["pg_restore", *options, "--dbname", _without_password(url), str(source)], url)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy in one step, so that no writer can make it begin anew. The copy needs no log beside it.

    Raises sqlite3.Error.
    """
    with closing(connect_read_only(str(source))) as reading, closing(sqlite3.connect(target)) as to:
        reading.backup(to)
        to.execute("PRAGMA journal_mode = DELETE")


def read_facts_of(uri: str) -> DatabaseFacts:
    engine = create_read_only_engine(uri)
    try:
        with engine.connect() as connection:
            return read_database_facts(connection)
    finally:
        engine.dispose()


def _dump_postgresql(url: URL, target: Path) -> DatabaseFacts:
    engine = create_engine(url, isolation_level="REPEATABLE READ", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            options = ("--format=custom", "--no-owner", "--no-privileges")
            source = ("--snapshot", str(snapshot), "--dbname", _without_password(url))
            _run(["pg_dump", *options, *source, "--file", str(target)], url)
            return read_database_facts(connection)
    finally:
        engine.dispose()


def _run(command: Sequence[str], url: URL) -> None:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}  # not in the arguments
    variables = {**os.environ, **password}
    try:
        subprocess.run(  # noqa: S603  pg_dump or pg_restore
            command, env=variables, capture_output=True, text=True, check=True
        )
    except FileNotFoundError as problem:
        raise ToolMissing(tool=command[0]) from problem
    except subprocess.CalledProcessError as problem:
        lines = problem.stderr.strip().splitlines() or [str(problem.returncode)]
        raise ToolFailed(tool=command[0], reason=lines[0]) from problem


def _without_password(url: URL) -> str:
    plain = url.set(drivername="postgresql", password=None)
    return plain.render_as_string(hide_password=False)
