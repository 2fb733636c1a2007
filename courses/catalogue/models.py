"""Tables of a course and of its immutable versions."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import Trigger, append_only, declare

IMMUTABLE = (
    "course_id, number, content_hash, label, as_of, title_id, title_en, summary_id, summary_en,"
    " changes_id, changes_en,"
    " post_test_min, scenarios_required, scenario_min_percent,"
    " is_plan_required, hours, valid_years, distinction_min,"
    " language, criteria_id, criteria_en,"
    " alignments, imported_at"
)


class Course(Base):
    """A course with its permanent code."""

    __tablename__ = "course"
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime]


class CourseVersion(Base):
    """An immutable snapshot of a course's files. Changed files make a new version."""

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_id", "content_hash"),
        UniqueConstraint("course_id", "number"),
        CheckConstraint("review_state IN ('draft', 'reviewed')", name="known_review_state"),
        CheckConstraint("post_test_min BETWEEN 0 AND 100", name="post_test_min_in_percent"),
        CheckConstraint("scenario_min_percent BETWEEN 0 AND 100", name="scenario_min_in_percent"),
        CheckConstraint("language IN ('id', 'en')", name="known_language"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(40))
    review_state: Mapped[str] = mapped_column(String(10))
    as_of: Mapped[date]
    title_id: Mapped[str]
    title_en: Mapped[str]
    summary_id: Mapped[str]
    summary_en: Mapped[str]
    # What is new against the version before, in one sentence; empty if the files do not say it.
    changes_id: Mapped[str] = mapped_column(default="", server_default="")
    changes_en: Mapped[str] = mapped_column(default="", server_default="")
    post_test_min: Mapped[int]
    scenarios_required: Mapped[int]
    scenario_min_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    is_plan_required: Mapped[bool]
    hours: Mapped[int]
    valid_years: Mapped[int]
    distinction_min: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2), default="id", server_default="id")
    criteria_id: Mapped[str] = mapped_column(default="", server_default="")
    criteria_en: Mapped[str] = mapped_column(default="", server_default="")
    # Alignments to external frameworks for the certificate; null in versions from before them.
    alignments: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    imported_at: Mapped[datetime]


class PilotOpening(Base):
    """Opens a draft to learners. A local trial counts on a loopback address only."""

    __tablename__ = "pilot_opening"
    __table_args__ = (
        UniqueConstraint("course_version_id", "kind"),
        CheckConstraint("kind IN ('pilot', 'local_trial')", name="known_kind"),
        CheckConstraint("kind = 'local_trial' OR opened_by IS NOT NULL", name="pilot_has_opener"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "opened_by": "kept: who answers for opening a draft; the person's row holds no name",
        "name": "kept: the public name of the pilot",
        "reason": "kept: why a draft was opened",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    kind: Mapped[str] = mapped_column(String(12))
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(1000))
    opened_at: Mapped[datetime]


class PilotTurn(Base):
    """Ends or reopens a pilot. Odd numbers end it, even numbers reopen it."""

    __tablename__ = "pilot_turn"
    __table_args__ = (
        UniqueConstraint("pilot_opening_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("kind IN ('ended', 'reopened')", name="known_kind"),
        CheckConstraint("(kind = 'ended') = (number % 2 = 1)", name="ends_and_reopens_in_turn"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "decided_by": "kept: who answers for it; the person's row holds no name",
        "name": "kept: the public name, as beside the opening",
        "reason": "kept: why a pilot was ended or opened again",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    pilot_opening_id: Mapped[UUID] = mapped_column(ForeignKey("pilot_opening.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(1000))
    decided_at: Mapped[datetime]


class SignOff(Base):
    """An expert's approval of a version."""

    __tablename__ = "sign_off"
    __table_args__ = (Index("ix_sign_off_course_version_id", "course_version_id"),)
    __personal__: ClassVar[dict[str, str]] = {
        "reviewer": "kept: a signed public statement",
        "recorded_by": "kept: who recorded it; the person's row holds no name",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    reviewer: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


append_only("pilot_opening", "pilot_turn", "sign_off")
declare(
    Trigger(
        name="tr_course_version_no_delete",
        table="course_version",
        event="BEFORE DELETE",
        sqlite="BEFORE DELETE ON course_version"
        " BEGIN SELECT RAISE(ABORT, 'course_version is kept'); END",
        postgresql="BEGIN RAISE EXCEPTION 'course_version is kept'; END",
    )
)
declare(
    Trigger(  # only a sign-off may update a row: it sets the review state
        name="tr_course_version_no_update",
        table="course_version",
        event=f"BEFORE UPDATE OF {IMMUTABLE}",
        sqlite=f"BEFORE UPDATE OF {IMMUTABLE} ON course_version"
        " BEGIN SELECT RAISE(ABORT, 'course_version is immutable'); END",
        postgresql="BEGIN RAISE EXCEPTION 'course_version is immutable'; END",
    )
)
