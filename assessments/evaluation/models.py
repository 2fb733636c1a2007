"""Tables of evaluation: people with what they contribute, and released counts of groups.

Groups are opaque ids; `lms/workflows/evaluation` says what they are.
"""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base

IS_STAGED: Final = text("staging_id IS NOT NULL")


class EvaluationMember(Base):
    """A person of a course version, as figures count them.

    `groups` are their groups when they submitted the pre-test, or when they were first seen.
    `cells` and `counted` are the cells and the contribution of the last release that counted them,
    `pending` is a newer contribution that waits for a release. `source` is a hash of the rows that
    the newest contribution was read from, `earlier` are hashes of contributions released before.
    `tests_release` is the number of the release that first counted both tests.
    While a release is stored, `staging_id` names it and `staged_cells` are the cells in which it
    counts what is pending, null if it leaves the person out; if `holds_back`, newer follow-ups stay
    pending.
    After an erasure the row names nobody and waits for a release without it.
    """

    __tablename__ = "evaluation_member"
    __table_args__ = (
        UniqueConstraint("context_id", "learner_id"),
        CheckConstraint("(cells IS NULL) = (counted IS NULL)", name="counted_in_cells"),
        CheckConstraint("learner_id IS NOT NULL OR is_gone", name="nameless_when_gone"),
        Index("ix_evaluation_member_learner_id", "learner_id"),
        Index("ix_evaluation_member_context_id_id", "context_id", "id"),  # read in batches
        Index(
            "ix_evaluation_member_staging_id",
            "staging_id",
            sqlite_where=IS_STAGED,
            postgresql_where=IS_STAGED,
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "learner_id": "set to null",
        "groups": "set to null",
        "pending": "set to null",
        "joined_at": "set to null",
        "staged_cells": "set to null",
        "counted": "kept without the person until the next release that leaves it out",
        "cells": "kept without the person until the next release that leaves it out",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    groups: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    cells: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    counted: Mapped[str | None] = mapped_column(Text)
    pending: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(32))
    earlier: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_gone: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime | None]
    tests_release: Mapped[int | None]
    staging_id: Mapped[UUID | None]
    staged_cells: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    holds_back: Mapped[bool] = mapped_column(default=False, server_default=false())


class EvaluationRelease(Base):
    """The number and time of the last release of a course version; 0 and none before the first.

    `staging_id` names the people whom it counts, until their rows say so.
    `waiting` are people who could not be counted yet, or with newer answers that could not, in
    whole tens, rounded down.
    """

    __tablename__ = "evaluation_release"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number_is_a_count"),
        CheckConstraint("(number = 0) = (released_at IS NULL)", name="released_or_not"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    number: Mapped[int]
    released_at: Mapped[datetime | None]
    last_checked_at: Mapped[datetime]
    staging_id: Mapped[UUID | None]
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")


class GroupSummary(Base):
    """Released counts of a group. `people_changed` is how many people the last change rests on."""

    __tablename__ = "group_summary"
    __table_args__ = (CheckConstraint("n >= 1", name="somebody_is_counted"),)
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(40), primary_key=True)  # "" everyone, "~" pool
    n: Mapped[int]
    counts: Mapped[dict[str, Any]]
    people_changed: Mapped[int]
    released_at: Mapped[datetime]


class OutcomeSummary(Base):
    """Published outcomes of a group: ranges of scores, directions, items of everybody."""

    __tablename__ = "outcome_summary"
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    outcomes: Mapped[dict[str, Any]]
    released_at: Mapped[datetime]


class OutcomeRenewal(Base):
    """The release with the last renewal of outcomes, and its people; none before the first.

    `changed_cells` are the cells in which answers that a renewal counted changed or left since.
    """

    __tablename__ = "outcome_renewal"
    __table_args__ = (
        CheckConstraint("(number IS NULL) = (released_at IS NULL)", name="renewed_or_not"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    number: Mapped[int | None]
    released_at: Mapped[datetime | None]
    people: Mapped[int]
    changed_cells: Mapped[list[list[str]]] = mapped_column(JSON)


class FormSummary(Base):
    """Released counts of the answers of people with both tests to one form of a test.

    `waiting` counts new people who protect the changes that wait, None if nothing waits;
    `waiting_groups` those of each role since the counts were last released.
    """

    __tablename__ = "form_summary"
    __table_args__ = (
        CheckConstraint("purpose IN ('pre', 'post')", name="test_of_a_pair"),
        CheckConstraint("(counts IS NULL) = (released_at IS NULL)", name="released_or_not"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    waiting: Mapped[int | None]
    waiting_groups: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    released_at: Mapped[datetime | None]


class FormGroupSummary(Base):
    """Released counts of the answers of one role to a form: people by item, points and total."""

    __tablename__ = "form_group_summary"
    __table_args__ = (
        CheckConstraint("purpose IN ('pre', 'post')", name="test_of_a_pair"),
        CheckConstraint("n >= 1", name="somebody_is_counted"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]
    counts: Mapped[dict[str, Any]]
    released_at: Mapped[datetime]


class FormRelease(Base):
    """Every release of the counts of a form: people, and people and points by item."""

    __tablename__ = "form_release"
    __table_args__ = (
        CheckConstraint("purpose IN ('pre', 'post')", name="test_of_a_pair"),
        CheckConstraint("n >= 1", name="somebody_is_counted"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    released_at: Mapped[datetime] = mapped_column(primary_key=True)
    n: Mapped[int]
    items: Mapped[dict[str, Any]]
