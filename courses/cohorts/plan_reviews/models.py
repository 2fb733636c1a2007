"""Table of plan reviews. Comments are encrypted with the key of the plan's owner."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class PlanReview(Base):
    """One decision on a submitted plan. A plan may be returned more than once."""

    __tablename__ = "plan_review"
    __table_args__ = (
        CheckConstraint("decision IN ('returned', 'approved')", name="known_decision"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "reviewer_id": "kept: the person's row holds no name after erasure",
        "sealed": "sealed with the key of the plan's owner, which erasure destroys",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    action_plan_id: Mapped[UUID] = mapped_column(ForeignKey("action_plan.id"), index=True)
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(String(10))
    sealed: Mapped[bytes]
    reviewed_at: Mapped[datetime]
