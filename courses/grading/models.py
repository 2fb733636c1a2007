"""Tables of grades: rules as drafted and as published, and what became of each learner's grade."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class GradingDraft(Base):
    """What authors write at for a course version; nobody is graded by it."""

    __tablename__ = "grading_draft"
    __personal__: ClassVar[dict[str, str]] = {
        "changed_by": "kept: the person's row holds no name after erasure"
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), unique=True)
    rules: Mapped[dict[str, Any]]
    version: Mapped[int]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class PublishedRules(Base):
    """Rules in force from their day on; the next number replaces them."""

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
    rules: Mapped[dict[str, Any]]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]


class BlockGrade(Base):
    """Each grade that a block has published about a learner, where it differs from the last."""

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
    """Each grade that a learner has had in the course, in whole per cent; None: nothing counts.

    `unit_id` is the block whose grade changed it; empty where rules or a lesson did.
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
    lessons: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]


append_only("grading_rules", "block_grade", "course_grade")
