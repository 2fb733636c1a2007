"""The server's key, held against the database: made anew only where nothing was wrapped yet.

Another key in its place would open nothing of what is sealed, and wrap what comes from then on.
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
    """Raises ServerKeyMissing or ServerKeyMismatch where it is not the one of this database."""
    held = find_wrapped_key(database_uri)
    if held is not None and not path.exists():
        raise ServerKeyMissing(file=str(path))
    key = FileServerKey(path)
    if held is not None:
        try:
            key.unwrap(held.wrapped, context=held.id.bytes)
        except InvalidTag:
            raise ServerKeyMismatch(file=str(path)) from None
    return key


def find_wrapped_key(database_uri: str) -> WrappedKey | None:
    """The last that the server's key has wrapped; none before a first start, or without tables.

    The last, since an installation that once went on with another key has wrapped with that one
    from then on.
    """
    engine = create_read_only_engine(database_uri)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return None  # to look into it would make it
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
