"""The table of passkeys."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class Passkey(Base):
    """A WebAuthn credential of a person."""

    __tablename__ = "passkey"
    __personal__: ClassVar[dict[str, str]] = {
        "credential_id": "row deleted",
        "public_key": "row deleted",
        "name": "row deleted",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # transports, device type, backup
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
