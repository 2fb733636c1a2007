"""Tables of what stands inside a course version; filled once at import, then append-only."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class CourseModule(Base):
    __tablename__ = "course_module"
    __table_args__ = (
        UniqueConstraint("course_version_id", "code"),
        UniqueConstraint("course_version_id", "position"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    day: Mapped[int]
    title_id: Mapped[str]
    title_en: Mapped[str]


class Lesson(Base):
    """`content` holds objectives and key messages in both languages, and the ids of the sources."""

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("course_version_id", "code"),
        UniqueConstraint("course_version_id", "position"),
        CheckConstraint("content_warning BETWEEN 0 AND 2", name="known_content_warning"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    module_id: Mapped[UUID] = mapped_column(ForeignKey("course_module.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    title_id: Mapped[str]
    title_en: Mapped[str]
    minutes: Mapped[int]
    content_warning: Mapped[int]
    content: Mapped[dict[str, Any]]


class Scenario(Base):
    """A branching story; its block is the unit whose `scenario_id` names it."""

    __tablename__ = "scenario"
    __table_args__ = (
        UniqueConstraint("course_version_id", "code"),
        CheckConstraint("content_warning BETWEEN 0 AND 2", name="known_content_warning"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    code: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    module_code: Mapped[str] = mapped_column(String(20))
    title_id: Mapped[str]
    title_en: Mapped[str]
    note_id: Mapped[str]
    note_en: Mapped[str]
    audiences: Mapped[list[str]] = mapped_column(JSON)
    minutes: Mapped[int]
    content_warning: Mapped[int]


class Unit(Base):
    """One XBlock: of a lesson, of a scenario, or (with neither) of the action plan's page.

    `content` maps the names of the block's content fields to their values. `content_hash` is the
    hash of type and content, the key under which rendered static views are kept.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("lesson_id", "position"),
        UniqueConstraint("scenario_id"),
        CheckConstraint("lesson_id IS NULL OR scenario_id IS NULL", name="in_one_place"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), index=True)
    lesson_id: Mapped[UUID | None] = mapped_column(ForeignKey("lesson.id"))
    scenario_id: Mapped[UUID | None] = mapped_column(ForeignKey("scenario.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    block_type: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]


class Kit(Base):
    """A printable page."""

    __tablename__ = "kit"
    __table_args__ = (UniqueConstraint("course_version_id", "code"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    review_status: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]


class Fact(Base):
    """A statement with its source, the date of the source, and how sure we are of it."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("course_version_id", "code"),
        CheckConstraint("confidence IN ('A', 'B', 'C', 'X')", name="known_confidence"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    code: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(40))
    claim_id: Mapped[str]
    claim_en: Mapped[str]
    source: Mapped[str]
    url: Mapped[str | None]
    as_of: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[str] = mapped_column(String(1))


class GlossaryTerm(Base):
    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("course_version_id", "position"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    position: Mapped[int]
    term: Mapped[str]
    fact_code: Mapped[str | None] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]


class Helpline(Base):
    """Where to turn, in the whole country or in one province, and when it was last checked."""

    __tablename__ = "helpline"
    __table_args__ = (UniqueConstraint("course_version_id", "code"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    province_code: Mapped[str | None] = mapped_column(String(2))
    phone: Mapped[str | None] = mapped_column(String(60))
    whatsapp: Mapped[str | None] = mapped_column(String(60))
    fact_code: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[str] = mapped_column(String(1))
    checked_on: Mapped[date]
    content: Mapped[dict[str, Any]]


append_only(
    "course_module",
    "lesson",
    "scenario",
    "unit",
    "kit",
    "fact",
    "glossary_term",
    "helpline",
)
