"""Tables of holder requests: corrected names and refreshers."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_unique_index


class NameCorrection(Base):
    """A request for a certificate with a corrected name, and its decision."""

    __tablename__ = "name_correction"
    __table_args__ = (
        partial_unique_index("state = 'open'", "uq_name_correction_open", "certificate_id"),
        CheckConstraint("state IN ('open', 'approved', 'declined')", name="known_state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
        CheckConstraint(
            "(state = 'approved') = (replacement_id IS NOT NULL)", name="approved_with_another"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "sealed": "key destroyed",
        "sealed_answer": "key destroyed",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))  # the person's
    sealed: Mapped[bytes]  # requested name and reason
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sealed_answer: Mapped[bytes | None]
    replacement_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))


class Refresher(Base):
    """A refresher that a holder started to renew this certificate."""

    __tablename__ = "refresher"
    __personal__: ClassVar[dict[str, str]] = {}

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    begun_at: Mapped[datetime]
