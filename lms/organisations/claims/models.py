"""The table of claims to coordinate an organisation."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values, partial_unique_index

STATES = ("open", "approved", "refused")


class CoordinatorClaim(Base):
    """A claim. The stated authority is sealed with the key of the person."""

    __tablename__ = "coordinator_claim"
    __table_args__ = (
        CheckConstraint(in_values("state", STATES), name="known_state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
        CheckConstraint("decided_at >= stated_at", name="stated_first"),
        CheckConstraint("seen_at IS NULL OR state = 'approved'", name="seen_once_approved"),
        partial_unique_index(
            "state = 'open'", "uq_coordinator_claim_open", "organisation_id", "person_id"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "sealed": "sealed with the person's key, which erasure destroys",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    sealed: Mapped[bytes]
    state: Mapped[str] = mapped_column(String(10))
    stated_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # when the new coordinator first opened the organisation
