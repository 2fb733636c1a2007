"""The table of memberships."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import partial_unique_index
from lms.organisations.kinds import MAX_UNIT_LENGTH


class Membership(Base):
    """A person in an organisation. Without `joined_at` others have added them.

    Rows are ended, not deleted, except by the undo of an import.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("joined_at IS NULL OR joined_at >= added_at", name="joined_after_added"),
        CheckConstraint("left_at IS NULL OR left_at >= added_at", name="left_after_added"),
        partial_unique_index(
            "left_at IS NULL", "uq_membership_open", "organisation_id", "person_id"
        ),
        Index("ix_membership_place", "organisation_id", "unit", "group_name"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "unit": "set to null",
        "group_name": "set to null",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    unit: Mapped[str | None] = mapped_column(String(MAX_UNIT_LENGTH))
    group_name: Mapped[str | None] = mapped_column(String(MAX_UNIT_LENGTH))
    added_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )  # none: the person joined by themselves
    added_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
