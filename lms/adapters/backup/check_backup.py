"""Checks a backup: compares its files with the manifest, and a restored copy with both."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from lms.adapters.backup.dumps import load_database, read_facts_of
from lms.adapters.backup.errors import CheckNeedsDatabase
from lms.adapters.backup.manifest import DatabaseFacts, Manifest
from lms.adapters.backup.restore import empty_postgresql
from lms.adapters.database import migrations
from lms.adapters.database.copy import require_empty
from lms.adapters.database.integrity import check_integrity

INTEGRITY_SECONDS: Final = 3_600.0


@contextmanager
def second_database(database_uri: str, manifest: Manifest, *, given_uri: str) -> Iterator[str]:
    """A database for the copy, removed at the end: on SQLite a file in a temporary folder.

    On PostgreSQL `given_uri`, which must be empty, or one that is created on the same server.
    Raises CheckNeedsDatabase or DatabaseNotEmpty.
    """
    if manifest.database == "sqlite":
        with tempfile.TemporaryDirectory(prefix="payung-check-") as folder:
            yield f"sqlite:///{folder}/payung.db"
    elif given_uri:
        engine = migrations.create_migration_engine(given_uri)
        try:
            require_empty(engine)
            try:
                yield given_uri
            finally:
                with engine.begin() as connection:
                    empty_postgresql(connection)
        finally:
            engine.dispose()
    else:
        with _created_database(database_uri) as uri:
            yield uri


@contextmanager
def _created_database(database_uri: str) -> Iterator[str]:
    url, name = make_url(database_uri), f"payung_check_{secrets.token_hex(6)}"
    if url.get_backend_name() != "postgresql":
        raise CheckNeedsDatabase
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        try:
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
        except DBAPIError as problem:
            raise CheckNeedsDatabase from problem
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def restore_copy(folder: Path, manifest: Manifest, uri: str) -> Iterator[str]:
    """Restore into a second database and migrate it. Yield what differs, as plain values.

    Raises ToolMissing, ToolFailed and the errors of migrations.
    """
    load_database(folder / manifest.database_file, uri)
    damage = check_integrity(uri, seconds=INTEGRITY_SECONDS, thoroughness="integrity").damage
    if damage is not None:
        yield damage
        return
    yield from _differences(manifest.facts, read_facts_of(uri))
    migrations.upgrade(uri)


def _differences(expected: DatabaseFacts, found: DatabaseFacts) -> Iterator[str]:
    if expected.schema != found.schema:
        yield f"schema: {expected.schema} != {found.schema}"
    if expected.log_head != found.log_head:
        yield f"log head: {expected.log_head} != {found.log_head}"
    for name in sorted(expected.counts.keys() | found.counts.keys()):
        counts = expected.counts.get(name, 0), found.counts.get(name, 0)
        if counts[0] != counts[1]:
            yield f"{name}: {counts[0]} != {counts[1]}"
