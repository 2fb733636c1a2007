"""Tables of grading rules (drafts, published) and of the history of grades."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.json_types import JsonObject
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class GradingDraft(Base):
    """The unpublished rules of a course version."""

    __tablename__ = "grading_draft"
    __personal__: ClassVar[dict[str, str]] = {
        "changed_by": "kept: the person's row holds no name after erasure"
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), unique=True)
    rules: Mapped[JsonObject]
    version: Mapped[int]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class PublishedRules(Base):
    """Published rules, in force from `published_at` until the next number."""

    __tablename__ = "grading_rules"
    __table_args__ = (
        UniqueConstraint("course_version_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "published_by": "kept: who answers for it; the person's row holds no name"
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    number: Mapped[int]
    rules: Mapped[JsonObject]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]


class BlockGrade(Base):
    """History of grades that blocks have published. Append-only; repeated grades are left out."""

    __tablename__ = "block_grade"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 0 AND max_grade", name="grade_in_range"),
        Index("ix_block_grade_enrolment_id_unit_id", "enrolment_id", "unit_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    grade: Mapped[float]
    max_grade: Mapped[float]
    published_at: Mapped[datetime]


class CourseGrade(Base):
    """History of course grades, in whole per cent; None if nothing counts.

    `unit_id` is the block whose grade changed it; empty if rules or a lesson changed it.
    """

    __tablename__ = "course_grade"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="in_percent"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    number: Mapped[int]
    rules_id: Mapped[UUID] = mapped_column(ForeignKey("grading_rules.id"), index=True)
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    percent: Mapped[int | None]
    lessons: Mapped[JsonObject]
    computed_at: Mapped[datetime]


append_only("grading_rules", "block_grade", "course_grade")
