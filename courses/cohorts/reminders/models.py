"""Tables of reminders."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.cohorts.reminders.rules import OUTCOMES, REASONS
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values


class ReminderRound(Base):
    """Reminders that a coordinator or facilitator requested together."""

    __tablename__ = "reminder_round"
    __table_args__ = (CheckConstraint("stuck_after >= 1", name="stuck_after_days"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    stuck_after: Mapped[int]


class Reminder(Base):
    """One person of a round. The outcome is NULL until the worker has processed the row."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        CheckConstraint(in_values("reason", REASONS), name="known_reason"),
        CheckConstraint(in_values("outcome", OUTCOMES), name="known_outcome"),
        CheckConstraint(
            "outcome IS NULL OR (outcome = 'written') = (message_id IS NOT NULL)",
            name="written_with_a_message",
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("reminder_round.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    message_id: Mapped[UUID | None]


class ReminderOptOut(Base):
    """A person who has opted out of reminders."""

    __tablename__ = "reminder_refusal"
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept: the person's row holds no name after erasure",
    }

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    refused_at: Mapped[datetime]
