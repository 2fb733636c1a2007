"""Tables of the content of a course version; written once at import, then append-only."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from courses.json_types import JsonObject
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class CourseModule(Base):
    """A module of a course version; `day` is the day of the course on which it is taught."""

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
    """A lesson. `content` holds objectives, key messages (both languages), sources, steps."""

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
    content: Mapped[JsonObject]


class Scenario(Base):
    """A branching scenario. Its block is the unit with this `scenario_id`.

    Learners must pass one of the core scenarios, if the version has any.
    """

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
    is_core: Mapped[bool] = mapped_column(default=False, server_default=false())


class Unit(Base):
    """One XBlock of a lesson, of a scenario, or (with neither) of the action plan page.

    `content` maps the names of the block's content fields to their values. `content_hash` is the
    hash of type and content, the cache key of rendered static views.
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
    content: Mapped[JsonObject]


class Kit(Base):
    """A printable page of a course."""

    __tablename__ = "kit"
    __table_args__ = (UniqueConstraint("course_version_id", "code"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    review_status: Mapped[str] = mapped_column(String(20))
    content: Mapped[JsonObject]


class Fact(Base):
    """A statement with its source, the date of the source and a confidence from A to C, or X."""

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
    source_en: Mapped[str | None]
    url: Mapped[str | None]
    as_of: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[str] = mapped_column(String(1))


class GlossaryTerm(Base):
    """A glossary entry with its name and definition in both languages."""

    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("course_version_id", "position"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    position: Mapped[int]
    term: Mapped[str]
    fact_code: Mapped[str | None] = mapped_column(String(20))
    content: Mapped[JsonObject]


class Helpline(Base):
    """A helpline, national or of one province, with the date of its last check."""

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
    content: Mapped[JsonObject]


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
