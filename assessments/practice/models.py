"""Tables of practice: when questions return to a learner, and who dismissed practice."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.database.db import Base

RETENTION = {"learner_id": "kept: the person's row holds no name after erasure"}


class PracticeCard(Base):
    """Schedule of one question for one learner, derived from lessons and practice answers.

    `step` counts consecutive right answers; without `due_at` the question is learnt.
    """

    __tablename__ = "practice_card"
    __table_args__ = (CheckConstraint("step >= 0", name="step_counts_from_zero"),)
    __personal__: ClassVar[dict[str, str]] = RETENTION

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    step: Mapped[int]
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class PracticePutAway(Base):
    """A learner who dismissed practice from the home page. The course page still offers it."""

    __tablename__ = "practice_put_away"
    __personal__: ClassVar[dict[str, str]] = RETENTION

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"), primary_key=True)
    put_away_at: Mapped[datetime]
