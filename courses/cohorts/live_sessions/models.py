"""Tables of live sessions, their taught modules and attendance."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.cohorts.live_sessions.rules import MAX_PLACE_LENGTH, MAX_TITLE_LENGTH
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base


class LiveSession(Base):
    """A meeting of a cohort. Its times are shown in the time zone of its province.

    `sequence` counts changes, for SEQUENCE in calendar files (RFC 5545, 3.8.7.4).
    """

    __tablename__ = "live_session"
    __table_args__ = (
        CheckConstraint("length(title) >= 1", name="has_title"),
        CheckConstraint("length(place) >= 1", name="has_place"),
        CheckConstraint("ends_at > begins_at", name="ends_after_it_began"),
        CheckConstraint("sequence >= 0", name="changes_counted"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "made_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"), index=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LENGTH))
    place: Mapped[str] = mapped_column(String(MAX_PLACE_LENGTH))
    province_code: Mapped[str] = mapped_column(String(2))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    lets_join: Mapped[bool]
    sequence: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class LiveSessionModule(Base):
    """A module that is taught in a live session."""

    __tablename__ = "live_session_module"
    __table_args__ = (UniqueConstraint("live_session_id", "module_id"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    live_session_id: Mapped[UUID] = mapped_column(ForeignKey("live_session.id"))
    module_id: Mapped[UUID] = mapped_column(ForeignKey("course_module.id"), index=True)


class Attendance(Base):
    """Attendance of one learner at one session, by check-in code or marked by hand."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("live_session_id", "enrolment_id"),
        CheckConstraint("way IN ('code', 'hand')", name="known_way"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "marked_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    live_session_id: Mapped[UUID] = mapped_column(ForeignKey("live_session.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    marked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    arrived_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    has_left_early: Mapped[bool] = mapped_column(default=False)
