"""The table of edits of steps: drafts with their history."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class StepEdit(Base):
    """One save, discard or publication of a step; the highest number is its current state.

    `course_version_id` is the version that the author compared the text with, or the published one.
    """

    __tablename__ = "step_edit"
    __table_args__ = (
        UniqueConstraint("course_id", "lesson_code", "step_code", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("kind IN ('saved', 'discarded', 'published')", name="known_kind"),
        CheckConstraint("stale IN ('id', 'en', '')", name="known_language"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "saved_by": "kept: who answers for the text; the person's row holds no name"
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    lesson_code: Mapped[str] = mapped_column(String(20))
    step_code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    title_id: Mapped[str]
    title_en: Mapped[str]
    markdown_id: Mapped[str]
    markdown_en: Mapped[str]
    stale: Mapped[str] = mapped_column(String(2))
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    saved_at: Mapped[datetime]


append_only("step_edit")
