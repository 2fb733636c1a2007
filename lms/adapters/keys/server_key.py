"""Loads the server key and verifies that it is the key of this database.

A new key is created only if the database has no wrapped data keys. Another key could not unwrap
the stored data keys, but would wrap new ones.
"""

from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import inspect, text

from lms.adapters.database.migrations import create_read_only_engine
from lms.adapters.keys.key_files import FileServerKey
from lms.kernel.errors import Unavailable

NEWEST_WRAPPED_KEY: Final = (
    "SELECT id, wrapped FROM data_key WHERE parent_id IS NULL AND wrapped IS NOT NULL"
    " ORDER BY id DESC LIMIT 1"
)


class ServerKeyMissing(Unavailable):
    code = "server-key-missing"


class ServerKeyMismatch(Unavailable):
    code = "server-key-of-another"


class WrappedKey(NamedTuple):
    id: UUID
    wrapped: bytes


def load_server_key(path: Path, database_uri: str) -> FileServerKey:
    """Raises ServerKeyMissing, or ServerKeyMismatch for the key of another database."""
    wrapped_key = find_wrapped_key(database_uri)
    if wrapped_key is not None and not path.exists():
        raise ServerKeyMissing(file=str(path))
    key = FileServerKey(path)
    if wrapped_key is not None:
        try:
            key.unwrap(wrapped_key.wrapped, context=wrapped_key.id.bytes)
        except InvalidTag:
            raise ServerKeyMismatch(file=str(path)) from None
    return key


def find_wrapped_key(database_uri: str) -> WrappedKey | None:
    """Return the newest wrapped data key, or None before the first start.

    The newest, because it is wrapped with the key in use if the server key was once replaced.
    """
    engine = create_read_only_engine(database_uri)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return None  # connecting would create the file
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("data_key"):
                return None
            row = connection.execute(text(NEWEST_WRAPPED_KEY)).one_or_none()
    finally:
        engine.dispose()
    return _key(*row) if row else None


def _key(id_: str | UUID, wrapped: bytes) -> WrappedKey:
    return WrappedKey(id_ if isinstance(id_, UUID) else UUID(id_), bytes(wrapped))
