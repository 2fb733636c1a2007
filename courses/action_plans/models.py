"""The table of action plans. The content is sealed with the learner's key."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class ActionPlan(Base):
    """One plan per enrolment. `version` counts changes and detects edits in two tabs."""

    __tablename__ = "action_plan"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved')", name="known_state"
        ),
        CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted_or_draft"),
        CheckConstraint(
            "(state IN ('returned', 'approved')) = (decided_at IS NOT NULL)", name="decided_once"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "sealed": "sealed with the person's key, which erasure destroys",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    sealed: Mapped[bytes]
    version: Mapped[int]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
