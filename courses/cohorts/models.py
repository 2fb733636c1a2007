"""Table of announcements. The table of cohorts is in `courses.enrolment.models`."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.cohorts.rules import MAX_ANNOUNCEMENT_LENGTH
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class Announcement(Base):
    """A text shown on the home page of a cohort until it is removed."""

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint("length(text) >= 1", name="says_something"),
        CheckConstraint("ended_at IS NULL OR ended_at >= posted_at", name="ends_after_it_began"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "text": "kept: what a cohort was told; the page asks to name nobody",
        "posted_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"), index=True)
    text: Mapped[str] = mapped_column(String(MAX_ANNOUNCEMENT_LENGTH))
    posted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    posted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
