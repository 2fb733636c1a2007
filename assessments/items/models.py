"""Tables of the item bank: items, their versions, forms, and the assessments that use them."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessments.kinds import KINDS, PURPOSES, REVIEW_STATES, Kind, Purpose, ReviewState
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class Item(Base):
    """A question or case; its text is in its versions."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("bank_code", "code"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bank_code: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]


class ItemVersion(Base):
    """An immutable version of an item. `content` has both languages and no hint of the key."""

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        UniqueConstraint("item_id", "content_hash"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("length(content_hash) = 64", name="whole_hash"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))  # of content, key and classification
    type_code: Mapped[str] = mapped_column(String(30))
    content: Mapped[dict[str, Any]]
    answer_key: Mapped[dict[str, Any]] = mapped_column(deferred=True, deferred_raiseload=True)
    objective_code: Mapped[str] = mapped_column(String(40))
    bloom: Mapped[str] = mapped_column(String(20))
    difficulty: Mapped[str] = mapped_column(String(20))
    review_state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]


class ItemReview(Base):
    """A review of a version: sent to review, approved, or sent back. The last one counts."""

    __tablename__ = "item_review"
    __table_args__ = (
        CheckConstraint(f"state IN {REVIEW_STATES}", name="known_state"),
        Index("ix_item_review_item_version_id", "item_version_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "reviewer_id": "kept: who answers for the item; the person's row holds no name",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    state: Mapped[ReviewState] = mapped_column(String(12))
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))  # role that allows the review
    reviewed_at: Mapped[datetime]


class ItemDraft(Base):
    """An imported item, as its file had it, until an author saves or deletes it."""

    __tablename__ = "item_draft"
    __table_args__ = (
        UniqueConstraint("bank_code", "code"),
        CheckConstraint("length(code) >= 1", name="has_code"),
        CheckConstraint("length(source_hash) = 64", name="whole_hash"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bank_code: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]]  # the neutral item, with its key
    format_name: Mapped[str] = mapped_column(String(20))
    source_name: Mapped[str] = mapped_column(String(200))
    source_hash: Mapped[str] = mapped_column(String(64))  # of the file
    position: Mapped[int]  # in the file
    imported_at: Mapped[datetime]


class Assessment(Base):
    """A test or scale that a context (a course version) offers for one purpose."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("context_id", "kind", "purpose"),
        CheckConstraint(f"kind IN {KINDS}", name="known_kind"),
        CheckConstraint(f"purpose IN {PURPOSES}", name="known_purpose"),
        CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_percent_in_percent"),
        CheckConstraint("max_attempts >= 1", name="at_least_one_attempt"),
        CheckConstraint("time_limit_minutes BETWEEN 1 AND 600", name="limit_within_ten_hours"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    kind: Mapped[Kind] = mapped_column(String(20))
    purpose: Mapped[Purpose] = mapped_column(String(10))
    pass_percent: Mapped[int | None]  # None: nothing to pass
    max_attempts: Mapped[int]
    waits_hours: Mapped[list[int]] = mapped_column(JSON)  # before the 2nd, the 3rd attempt ...
    policy: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # deviations from the default rules
    created_at: Mapped[datetime]
    time_limit_minutes: Mapped[int | None]  # None: unlimited


class AssessmentForm(Base):
    """A set of items: a fixed form (A, B, the scale), or a pool for retakes."""

    __tablename__ = "assessment_form"
    __table_args__ = (
        UniqueConstraint("context_id", "kind", "code"),
        CheckConstraint(f"kind IN {KINDS}", name="known_kind"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    kind: Mapped[Kind] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    is_pool: Mapped[bool]
    created_at: Mapped[datetime]


class SecureForm(Base):
    """A form whose items are never exported to files, in any version of the course."""

    __tablename__ = "secure_form"
    __table_args__ = (
        UniqueConstraint("bank_code", "form_code"),
        CheckConstraint("length(form_code) >= 1", name="names_a_form"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bank_code: Mapped[str] = mapped_column(String(80))
    form_code: Mapped[str] = mapped_column(String(20))
    secured_at: Mapped[datetime]


class FormSlot(Base):
    """An item of a form. In a pool, several items share a slot of the blueprint."""

    __tablename__ = "form_slot"
    __table_args__ = (
        UniqueConstraint("form_id", "position"),
        UniqueConstraint("form_id", "item_version_id"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
        Index("ix_form_slot_item_version_id", "item_version_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    form_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form.id"))
    position: Mapped[int]
    blueprint_slot: Mapped[str] = mapped_column(String(40))
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))


append_only("item", "item_version", "item_review", "assessment_form", "form_slot")
