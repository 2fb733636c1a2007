"""Runs migrations in one transaction, so that a failed step changes nothing.

SQLite: copy the file first, turn foreign keys off (rebuilding a table would cascade to its
children), BEGIN IMMEDIATE, and check all foreign keys before COMMIT. PostgreSQL: an advisory lock
with timeouts. Triggers are created again on both, since rebuilding a table drops them.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from lms.adapters.database.read_only import connect_read_only
from lms.adapters.database.versions import MIGRATIONS_FOLDER, latest_version_in
from lms.adapters.errors import (
    DatabaseInUse,
    DatabaseNewer,
    DatabaseUnreachable,
    MigrationFailed,
    MigrationFailedWithCopy,
)

LOCK_KEY = 7_214_330_551  # arbitrary key of the advisory lock
LOCK_TIMEOUT, STATEMENT_TIMEOUT = "10s", "15min"


def latest_version() -> str:
    return latest_version_in(MIGRATIONS_FOLDER)


def database_version(engine: Engine) -> str:
    """Return the number of the last applied migration, "" if none. Raises DatabaseUnreachable."""
    try:
        with engine.connect() as connection:
            return _version(connection)
    except DBAPIError as problem:
        raise DatabaseUnreachable(reason=_first_line(problem)) from problem


def upgrade(uri: str) -> bool:
    """Run pending migrations. Return whether any ran.

    Raises DatabaseNewer, DatabaseInUse, DatabaseUnreachable or MigrationFailed.
    """
    engine = create_migration_engine(uri)
    try:
        if _is_current(database_version(engine)):
            return False
        if engine.dialect.name == "sqlite":
            with _backup_first(Path(engine.url.database or "")):
                _migrate(engine)
        else:
            _migrate(engine)
        return True
    finally:
        engine.dispose()


def create_migration_engine(uri: str) -> Engine:
    engine = create_engine(make_url(uri), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def create_read_only_engine(uri: str) -> Engine:
    """Return an engine for read-only commands, which neither waits for writers nor blocks them."""
    url = make_url(uri)
    file = url.database or ""
    if url.get_backend_name() != "sqlite" or url.query or not file or file.startswith(":"):
        return create_engine(url, poolclass=NullPool)
    return create_engine(url, creator=lambda: connect_read_only(file), poolclass=NullPool)


def _is_current(version: str) -> bool:
    newest = latest_version()
    if version > newest:
        raise DatabaseNewer(version=version, newest=newest)
    return version == newest


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


@contextmanager
def exclusive_transaction(uri: str) -> Iterator[Connection]:
    """A transaction under the lock of the migrations, for what only one server may do at a start.

    Raises DatabaseInUse or DatabaseUnreachable.
    """
    engine = create_migration_engine(uri)
    try:
        with engine.begin() as connection:
            _take_lock(connection)
            yield connection
    except DBAPIError as problem:
        if _is_lock_error(problem):
            raise DatabaseInUse from problem
        raise DatabaseUnreachable(reason=_first_line(problem)) from problem
    finally:
        engine.dispose()


def _migrate(engine: Engine) -> None:
    try:
        with engine.begin() as connection:
            _take_lock(connection)
            if not _is_current(_version(connection)):
                _run(connection)
                check_foreign_keys(connection)
    except DBAPIError as problem:
        if _is_lock_error(problem):
            raise DatabaseInUse from problem
        raise MigrationFailed(reason=_first_line(problem)) from problem


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    from lms.kernel.database import triggers
    from lms.tables import load_tables

    load_tables()
    _drop_triggers(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    triggers.create_all(connection)


def _take_lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})


def _drop_triggers(connection: Connection) -> None:
    """SQLite cannot rename a rebuilt table while a trigger of another table names it."""
    if connection.dialect.name == "sqlite":
        for name in connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def check_foreign_keys(connection: Connection) -> None:
    """Raises MigrationFailed if a foreign key is broken. PostgreSQL checks them itself."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise MigrationFailed(reason=f"{broken[0]} would refer to a missing {broken[2]}")


@contextmanager
def _backup_first(database: Path) -> Iterator[None]:
    """Keep a copy beside the database until the migration succeeds."""
    if not database.exists() or database.stat().st_size == 0:
        yield
        return
    suffix = f"before-{latest_version()}-{secrets.token_hex(3)}"
    copy = database.with_name(f"{database.name}.{suffix}")
    _copy(database, copy)
    try:
        yield
    except (DatabaseInUse, DatabaseNewer):
        copy.unlink(missing_ok=True)
        raise
    except MigrationFailed as problem:
        raise MigrationFailedWithCopy(**problem.parameters, copy=str(copy)) from problem
    for old in migration_copies(database):
        old.unlink(missing_ok=True)


def migration_copies(database: Path) -> list[Path]:
    """List copies left by failed migrations. They hold personal data."""
    return sorted(database.parent.glob(f"{database.name}.before-*"))


def _copy(database: Path, copy: Path) -> None:
    copy.touch(mode=0o600)
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin_immediate
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = OFF")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_lock_error(problem: DBAPIError) -> bool:
    return "database is locked" in str(problem.orig) or "lock timeout" in str(problem.orig)


def _first_line(problem: DBAPIError) -> str:
    return str(problem.orig).strip().partition("\n")[0]
