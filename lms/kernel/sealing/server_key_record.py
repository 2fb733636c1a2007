"""The table that names the server key of this database by its fingerprint.

A server with another key could not open what is sealed here, and would seal what the others cannot
open.
"""

from datetime import datetime
from hmac import compare_digest
from typing import ClassVar

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.kernel.database.db import Base
from lms.kernel.ports import KeyWrapper, get_ports

ONLY_ID = 1
FINGERPRINT_SIZE = 32
FINGERPRINT_PURPOSE = b"fingerprint of the server key"


class ServerKeyRecord(Base):
    """The fingerprint of the server key. One row, written at the first start."""

    __tablename__ = "server_key"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint(f"length(fingerprint) = {FINGERPRINT_SIZE}", name="fingerprint_size"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[bytes]
    registered_at: Mapped[datetime]


def key_fingerprint(server_key: KeyWrapper) -> bytes:
    """32 bytes derived from the key, from which the key cannot be found."""
    return server_key.derive(FINGERPRINT_PURPOSE)


def has_matching_server_key(session: Session) -> bool:
    """Whether this server has the key of the database, or the database names none yet."""
    fingerprint = session.scalar(select(ServerKeyRecord.fingerprint))
    return fingerprint is None or compare_digest(
        fingerprint, key_fingerprint(get_ports(session).server_key)
    )
