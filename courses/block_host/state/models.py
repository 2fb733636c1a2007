"""Tables of stored block fields: one row for each owner and state key, with all its fields.

A row with a unit holds the fields of that unit's block. A row without a unit holds fields of all
blocks of a type, or of all blocks if the type is empty.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base

WITH_UNIT = text("unit_id IS NOT NULL")
WITHOUT_UNIT = text("unit_id IS NULL")


class LearnerBlockState(Base):
    """Fields of one person, sealed with the person's key. `version` counts the changes."""

    __tablename__ = "learner_block_state"
    __table_args__ = (
        CheckConstraint("unit_id IS NULL OR block_type = ''", name="in_one_place"),
        Index(
            "uq_learner_block_state_person_unit",
            "person_id",
            "unit_id",
            unique=True,
            sqlite_where=WITH_UNIT,
            postgresql_where=WITH_UNIT,
        ),
        Index(
            "uq_learner_block_state_person_type",
            "person_id",
            "block_type",
            unique=True,
            sqlite_where=WITHOUT_UNIT,
            postgresql_where=WITHOUT_UNIT,
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "sealed": "sealed with the person's key, which erasure destroys",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    block_type: Mapped[str] = mapped_column(String(80), default="")
    sealed: Mapped[bytes]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class SharedBlockState(Base):
    """Fields shared by all learners, such as the tally of a poll."""

    __tablename__ = "shared_block_state"
    __table_args__ = (
        CheckConstraint("unit_id IS NULL OR block_type = ''", name="in_one_place"),
        Index(
            "uq_shared_block_state_unit",
            "unit_id",
            unique=True,
            sqlite_where=WITH_UNIT,
            postgresql_where=WITH_UNIT,
        ),
        Index(
            "uq_shared_block_state_type",
            "block_type",
            unique=True,
            sqlite_where=WITHOUT_UNIT,
            postgresql_where=WITHOUT_UNIT,
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    block_type: Mapped[str] = mapped_column(String(80), default="")
    fields: Mapped[dict[str, object]]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class BlockPermission(Base):
    """The last decision of an administrator on whether a third-party block may run."""

    __tablename__ = "block_permission"
    __personal__: ClassVar[dict[str, str]] = {
        "decided_by": "kept: who took a decision; the person's row holds no name after erasure",
    }

    block_type: Mapped[str] = mapped_column(String(80), primary_key=True)
    is_allowed: Mapped[bool]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
