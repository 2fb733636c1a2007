"""Tables of attempts: slots, the log of answers, scores, events, arms and extra time."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from assessments.attempts.triggers import create_attempt_triggers
from assessments.items.types.values import Response
from assessments.kinds import ARMS, Arm
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only, fixed_to_learner

EVENTS = ("started", "submitted", "late-response")
POSITIONS = range(1, 1_000)  # others are never queried: columns cannot hold larger integers


class ArmAssignment(Base):
    """The arm of a learner, which says which form comes first; drawn in permuted blocks."""

    __tablename__ = "arm_assignment"
    __table_args__ = (
        UniqueConstraint("context_id", "learner_id"),
        UniqueConstraint("cohort_id", "sequence"),
        CheckConstraint(f"arm IN {ARMS}", name="known_arm"),
        CheckConstraint("sequence >= 1", name="sequence_counts_from_one"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "learner_id": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    sequence: Mapped[int]  # of assignments within the cohort
    arm: Mapped[Arm] = mapped_column(String(2))
    assigned_at: Mapped[datetime]


class Attempt(Base):
    """An attempt of a learner at an assessment; immutable once `submitted_at` is set.

    From `deadline_at` on, by the server's clock, no answer counts. It may only move later.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("learner_id", "assessment_id", "number"),
        Index(
            "uq_attempt_open",
            "learner_id",
            "assessment_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("submitted_at >= started_at", name="started_first"),
        CheckConstraint("deadline_at > started_at", name="time_to_answer"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "learner_id": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    form_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form.id"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]  # None: no time limit


class ExtraTime(Base):
    """Extra time of a learner, in percent of the limit. The last row counts; 0 ends it."""

    __tablename__ = "extra_time"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 300", name="at_most_four_times"),
        Index("ix_extra_time_learner_id", "learner_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "learner_id": "kept: the person's row holds no name after erasure",
        "granted_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    percent: Mapped[int]
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class AttemptSlot(Base):
    """The item at a position of an attempt, with its options in the order shown.

    `options` is a list of pairs: the opaque value on the page, and the option's id in the item.
    """

    __tablename__ = "attempt_slot"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position_counts_from_one"),
        Index("ix_attempt_slot_item_version_id", "item_version_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_version_id: Mapped[UUID] = mapped_column(ForeignKey("item_version.id"))
    options: Mapped[list[list[str]]] = mapped_column(JSON)


class ResponseLogEntry(Base):
    """An answer as it was received. The last one of a slot is the current one.

    `response` names options by their ids in the item; NULL means that only the flag was sent.
    Typed text is encrypted with the learner's key (`free_text`).
    """

    __tablename__ = "response_log"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "position"], ["attempt_slot.attempt_id", "attempt_slot.position"]
        ),
        UniqueConstraint("attempt_id", "sequence"),
        CheckConstraint("sequence >= 1", name="sequence_counts_from_one"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "response": "what was typed is sealed with the person's key",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the client
    attempt_id: Mapped[UUID]
    position: Mapped[int]
    sequence: Mapped[int]  # within the attempt
    response: Mapped[Response | None] = mapped_column(JSON(none_as_null=True))
    is_flagged: Mapped[bool]
    received_at: Mapped[datetime]


class LateResponse(Base):
    """An answer received after its attempt was closed. Stored, but scored only by rescoring."""

    __tablename__ = "late_response"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "position"], ["attempt_slot.attempt_id", "attempt_slot.position"]
        ),
        Index("ix_late_response_attempt_id", "attempt_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "response": "what was typed is sealed with the person's key",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the client
    attempt_id: Mapped[UUID]
    position: Mapped[int]
    response: Mapped[Response | None] = mapped_column(JSON(none_as_null=True))
    is_flagged: Mapped[bool]
    received_at: Mapped[datetime]


class AnswerImport(Base):
    """An imported file of answers: attempt, position and status of each answer."""

    __tablename__ = "answer_import"
    __personal__: ClassVar[dict[str, str]] = {
        "carried_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    carried_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # None: the command
    imported_at: Mapped[datetime]
    lines: Mapped[list[list[Any]]] = mapped_column(JSON)


class Score(Base):
    """A score of an attempt. The highest number counts; rescoring adds one with its reason."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("points BETWEEN 0 AND max_points", name="points_in_range"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_percent"),
        CheckConstraint("number = 1 OR reason IS NOT NULL", name="regrade_has_reason"),
        Index("ix_score_regrade_id", "regrade_id"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    number: Mapped[int]
    scoring_version: Mapped[int]
    points: Mapped[float]
    max_points: Mapped[int]
    percent: Mapped[int]  # rounded down, so that 75 is never shown below the pass mark
    has_passed: Mapped[bool | None]  # None: nothing to pass
    slot_points: Mapped[dict[str, float]] = mapped_column(JSON)  # {"1": 1.0, "2": 0.0 ...}
    reason: Mapped[str | None] = mapped_column(String(200))
    regrade_id: Mapped[UUID | None] = mapped_column(ForeignKey("regrade.id"))
    scored_at: Mapped[datetime]


class AttemptEvent(Base):
    """An event of an attempt: ids and codes only."""

    __tablename__ = "attempt_event"
    __table_args__ = (CheckConstraint(f"event IN {EVENTS}", name="known_event"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    event: Mapped[str] = mapped_column(String(30))
    happened_at: Mapped[datetime]
    details: Mapped[dict[str, object]]


append_only(
    "answer_import",
    "attempt_slot",
    "extra_time",
    "response_log",
    "late_response",
    "score",
    "attempt_event",
)
create_attempt_triggers()
fixed_to_learner("arm_assignment", fixed="id, context_id, cohort_id, sequence, arm, assigned_at")
