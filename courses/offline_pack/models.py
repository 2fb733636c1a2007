"""Table of receipts."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class SyncReceipt(Base):
    """The answer to an entry of an outbox, written with its effect. `digest` is a keyed hash."""

    __tablename__ = "sync_receipt"
    __table_args__ = (
        UniqueConstraint("person_id", "entry_id"),
        CheckConstraint("code IN ('done', 'refused')", name="known_code"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "deleted",
        "digest": "deleted",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    entry_id: Mapped[UUID]  # chosen by the phone
    digest: Mapped[bytes]
    code: Mapped[str] = mapped_column(String(10))
    received_at: Mapped[datetime]
