"""Table of awareness sessions. Free text is encrypted with the key of the reporting person."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.awareness.rules import GROUPS, MAX_PEOPLE
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values


class AwarenessSession(Base):
    """A session reported by its holder, counted for the organisation of their cohort at that time.

    District and notes are encrypted. Figures, date and province stay after erasure: they belong to
    the totals of an organisation and identify nobody. `counted_in` is the number of the release
    whose totals hold the session, None while it waits.
    """

    __tablename__ = "awareness_session"
    __table_args__ = (
        CheckConstraint(in_values("audience", GROUPS), name="known_audience"),
        CheckConstraint("children >= 0 AND adults >= 0", name="whole_people"),
        CheckConstraint(
            f"children + adults >= 1 AND children + adults <= {MAX_PEOPLE}", name="some_people"
        ),
        CheckConstraint("length(province_code) = 2", name="whole_province"),
        CheckConstraint("changed_at >= reported_at", name="reported_first"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
        "sealed": "sealed with the person's key, which erasure destroys",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    held_on: Mapped[date]
    province_code: Mapped[str] = mapped_column(String(2))
    audience: Mapped[str] = mapped_column(String(10))
    children: Mapped[int]
    adults: Mapped[int]
    kit_code: Mapped[str | None] = mapped_column(String(40))
    sealed: Mapped[bytes]
    reported_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    counted_in: Mapped[int | None]


class AwarenessRelease(Base):
    """The last release of totals of a course version; plans are those that were handed in."""

    __tablename__ = "awareness_release"
    __table_args__ = (CheckConstraint("number >= 1", name="counted_from_one"),)
    __personal__: ClassVar[dict[str, str]] = {}

    course_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("course_version.id"), primary_key=True
    )
    number: Mapped[int]
    reporters: Mapped[int]
    plans: Mapped[int]
    released_at: Mapped[datetime]


class AwarenessTotal(Base):
    """Sums of released sessions of a group; the dimension `all` has one group, "", of all."""

    __tablename__ = "awareness_total"
    __table_args__ = (CheckConstraint("sessions >= 1", name="something_is_counted"),)
    __personal__: ClassVar[dict[str, str]] = {}

    course_version_id: Mapped[UUID] = mapped_column(
        ForeignKey("course_version.id"), primary_key=True
    )
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sessions: Mapped[int]
    children: Mapped[int]
    adults: Mapped[int]
