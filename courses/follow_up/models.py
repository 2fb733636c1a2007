"""The table of invitations to a follow-up."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class FollowUpInvitation(Base):
    """One invitation per enrolment and month; `is_told` says whether a message was sent."""

    __tablename__ = "follow_up_invitation"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "months"),
        CheckConstraint("months >= 1", name="months_after"),
        CheckConstraint("closes_at > invited_at", name="open_for_a_while"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    months: Mapped[int]
    invited_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    is_told: Mapped[bool]
    put_away_at: Mapped[datetime | None]
