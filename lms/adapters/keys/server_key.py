"""Loads the server key and verifies that it is the key of this database.

The first start registers the fingerprint of its key in the database. A database of an earlier
version has none: there the newest wrapped data key tells whether the key fits. A new key is created
only for a database that names no key and has no wrapped data keys. Another key could not unwrap the
stored data keys, but would wrap new ones.
"""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, insert, inspect, text

from lms.adapters.database.migrations import create_read_only_engine, exclusive_transaction
from lms.adapters.keys.key_files import FileServerKey, derive_from
from lms.kernel.errors import Unavailable
from lms.kernel.sealing.server_key_record import (
    FINGERPRINT_PURPOSE,
    ONLY_ID,
    ServerKeyRecord,
    key_fingerprint,
)

NEWEST_WRAPPED_KEY: Final = (
    "SELECT id, wrapped FROM data_key WHERE parent_id IS NULL AND wrapped IS NOT NULL"
    " ORDER BY id DESC LIMIT 1"
)
FINGERPRINT: Final = "SELECT fingerprint FROM server_key"


class ServerKeyMissing(Unavailable):
    code = "server-key-missing"


class ServerKeyMismatch(Unavailable):
    code = "server-key-of-another"


class WrappedKey(NamedTuple):
    id: UUID
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyEvidence:
    """What a database says about its server key.

    `wrapped_key` is the newest one, because it is wrapped with the key in use if the server key was
    once replaced.
    """

    fingerprint: bytes | None = None
    wrapped_key: WrappedKey | None = None

    @property
    def needs_key(self) -> bool:
        """Whether the database needs a key that exists already."""
        return self.fingerprint is not None or self.wrapped_key is not None

    def fits(self, key: FileServerKey) -> bool:
        """Whether this is the key of the database. Any key is the key of an unused database."""
        if self.fingerprint is not None:
            return compare_digest(self.fingerprint, key_fingerprint(key))
        if self.wrapped_key is None:
            return True
        try:
            key.unwrap(self.wrapped_key.wrapped, context=self.wrapped_key.id.bytes)
        except InvalidTag:
            return False
        return True


def load_server_key(path: Path, database_uri: str) -> FileServerKey:
    """Raises ServerKeyMissing, or ServerKeyMismatch for the key of another database."""
    return _load_fitting_key(path, find_key_evidence(database_uri))


def register_server_key(path: Path, database_uri: str, *, now: datetime) -> None:
    """Enter the fingerprint of this server's key in the database, unless it names a key.

    Servers that start at the same time wait for each other: one creates and registers its key.
    Raises ServerKeyMissing or ServerKeyMismatch on the others.
    """
    with exclusive_transaction(database_uri) as connection:
        evidence = _read_evidence(connection)
        key = _load_fitting_key(path, evidence)
        if evidence.fingerprint is None:
            row = {"id": ONLY_ID, "fingerprint": key_fingerprint(key), "registered_at": now}
            connection.execute(insert(ServerKeyRecord), row)


def require_server_key(path: Path, fingerprint: bytes) -> None:
    """Require the key with this fingerprint. Raises ServerKeyMissing or ServerKeyMismatch."""
    _load_fitting_key(path, KeyEvidence(fingerprint))


def has_fingerprint(secret: bytes, fingerprint: bytes) -> bool:
    """Whether a server key of these bytes has this fingerprint."""
    return compare_digest(derive_from(secret, FINGERPRINT_PURPOSE), fingerprint)


def find_key_evidence(database_uri: str) -> KeyEvidence:
    """Read what the database says about its key. Does not create the file of a missing database."""
    engine = create_read_only_engine(database_uri)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return KeyEvidence()  # connecting would create the file
    try:
        with engine.connect() as connection:
            return _read_evidence(connection)
    finally:
        engine.dispose()


def _load_fitting_key(path: Path, evidence: KeyEvidence) -> FileServerKey:
    if evidence.needs_key and not path.exists():
        raise ServerKeyMissing(file=str(path))
    key = FileServerKey(path)
    if not evidence.fits(key):
        raise ServerKeyMismatch(file=str(path))
    return key


def _read_evidence(connection: Connection) -> KeyEvidence:
    """Earlier versions have no table `server_key`, and an empty database has none at all."""
    tables = inspect(connection)
    fingerprint = wrapped_key = None
    if tables.has_table("server_key"):
        fingerprint = connection.scalar(text(FINGERPRINT))
    if fingerprint is None and tables.has_table("data_key"):
        row = connection.execute(text(NEWEST_WRAPPED_KEY)).one_or_none()
        wrapped_key = _wrapped_key(*row) if row else None
    return KeyEvidence(bytes(fingerprint) if fingerprint is not None else None, wrapped_key)


def _wrapped_key(id_: str | UUID, wrapped: bytes) -> WrappedKey:
    return WrappedKey(id_ if isinstance(id_, UUID) else UUID(id_), bytes(wrapped))
