"""The table of organisations: a tree of any depth."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values, partial_unique_index
from lms.organisations.kinds import KINDS, MAX_NAME_LENGTH, STATES


class Organisation(Base):
    """An organisation. Organisations above it see its data. `parent_id` is empty at the top."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(in_values("kind", KINDS), name="known_kind"),
        CheckConstraint(in_values("state", STATES), name="known_state"),
        CheckConstraint("length(name) >= 1", name="has_name"),
        CheckConstraint("npsn IS NULL OR kind = 'school'", name="npsn_of_schools_only"),
        CheckConstraint("length(npsn) = 8 AND npsn = upper(npsn)", name="whole_npsn"),
        CheckConstraint("parent_id <> id", name="not_above_itself"),
        CheckConstraint("(state = 'applied') = (decided_at IS NULL)", name="decided_or_applied"),
        partial_unique_index("state <> 'refused'", "uq_organisation_npsn", "npsn"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "founded_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))
    npsn: Mapped[str | None] = mapped_column(String(8))
    province_code: Mapped[str | None] = mapped_column(String(2))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    founded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # none: the server
    founded_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
