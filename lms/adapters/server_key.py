"""The server's key, held against the database: made anew only where nothing was wrapped yet.

Another key in its place would open nothing of what is sealed, and wrap what comes from then on.
"""

from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from sqlalchemy import Table, inspect, select

from lms.adapters.key_files import FileServerKey
from lms.adapters.migrations import reading_engine
from lms.kernel.errors import Unavailable
from lms.kernel.sealing import DataKey

KEYS = cast(Table, DataKey.__table__)  # the class itself would have all models made ready first


class ServerKeyMissing(Unavailable):
    code = "server-key-missing"


class ServerKeyOfAnother(Unavailable):
    code = "server-key-of-another"


def server_key(path: Path, database_uri: str) -> FileServerKey:
    """Raises ServerKeyMissing or ServerKeyOfAnother where it is not the one of this database."""
    held = wrapped_key(database_uri)
    if held is not None and not path.exists():
        raise ServerKeyMissing(file=str(path))
    key = FileServerKey(path)
    if held is not None:
        try:
            key.unwrap(held.wrapped, context=held.id.bytes)
        except InvalidTag:
            raise ServerKeyOfAnother(file=str(path)) from None
    return key


def wrapped_key(database_uri: str) -> Any:
    """One of the keys that the server's key wraps; none before a first start, or without tables."""
    engine = reading_engine(database_uri)
    file = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not file.exists():
        return None  # to look into it would make it
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(KEYS.name):
                return None
            of_server = KEYS.c.parent_id.is_(None), KEYS.c.wrapped.is_not(None)
            some = select(KEYS.c.id, KEYS.c.wrapped).where(*of_server).limit(1)
            return connection.execute(some).one_or_none()
    finally:
        engine.dispose()
