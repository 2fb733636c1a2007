"""Tables of cohorts and enrolments."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from courses.cohorts.rules import MAX_COHORT_NAME_LENGTH
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class Cohort(Base):
    """Learners of one course version.

    Each version has one open cohort for learners who enrol by themselves. Other cohorts belong to
    an organisation.
    """

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("plan_rule IN ('submitted', 'approved')", name="known_plan_rule"),
        CheckConstraint("pace IN ('free', 'two-days', 'four-weeks')", name="known_pace"),
        CheckConstraint("organisation_id IS NULL OR NOT is_open", name="open_to_all_or_owned"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_began"),
        Index(
            "uq_cohort_open_of_version",
            "course_version_id",
            unique=True,
            sqlite_where=text("is_open = 1"),
            postgresql_where=text("is_open"),
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), index=True)
    name: Mapped[str] = mapped_column(String(MAX_COHORT_NAME_LENGTH))
    plan_rule: Mapped[str] = mapped_column(String(10), default="submitted")
    is_open: Mapped[bool]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    pace: Mapped[str] = mapped_column(String(10), default="free")
    is_attendance_counted: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]


class Enrolment(Base):
    """One person in one course version, which never changes.

    At most one enrolment of a person in a course is active. The others are superseded: the learner
    has begun another version, and reads what the earlier one came to.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course_version_id"),
        Index(  # people of a version are read in batches, in their order
            "ix_enrolment_course_version_id_person_id", "course_version_id", "person_id"
        ),
        Index(
            "uq_enrolment_active",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"), index=True)
    started_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


def is_active() -> ColumnElement[bool]:
    """Condition on Enrolment: the person has begun no other version of the course since."""
    return Enrolment.superseded_at.is_(None)


def counts_in_cohort() -> ColumnElement[bool]:
    """Condition on Enrolment: it counts in its cohort.

    It is active, or it was completed before the person began another version. One that was left
    half-way for another version counts no more.
    """
    return or_(Enrolment.superseded_at.is_(None), Enrolment.completed_at.is_not(None))
