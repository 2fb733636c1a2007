"""Tables of learners' progress. Completion is computed from these rows and not stored."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base

FINISHED = ("done", "skipped")  # states of a lesson that count as done


class LessonProgress(Base):
    """A lesson that a learner has opened; they resume at the one visited last.

    `step` is the step opened last, `steps_opened` and `steps_skipped` list the ids of steps. They
    stay empty in lessons without steps. A failed test reopens lessons for reading without changing
    their state. `live_session_id` is set if the lesson was done by attendance.
    """

    __tablename__ = "lesson_progress"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "lesson_id"),
        CheckConstraint("state IN ('open', 'done', 'skipped')", name="known_state"),
        CheckConstraint("(state = 'open') = (finished_at IS NULL)", name="finished_or_open"),
        CheckConstraint("live_session_id IS NULL OR state = 'done'", name="attended_is_done"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime]
    visited_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    read_again_at: Mapped[datetime | None]
    live_session_id: Mapped[UUID | None] = mapped_column(ForeignKey("live_session.id"), index=True)
    step: Mapped[str | None] = mapped_column(String(40))
    steps_opened: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    steps_skipped: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")


class ScenarioResult(Base):
    """A scenario that a learner has played to its end; the best score of all rounds."""

    __tablename__ = "scenario_result"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "scenario_id"),
        CheckConstraint("score BETWEEN 0 AND max_score", name="score_in_range"),
        CheckConstraint("rounds >= 1", name="at_least_one_round"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    scenario_id: Mapped[UUID] = mapped_column(ForeignKey("scenario.id"), index=True)
    score: Mapped[int]
    max_score: Mapped[int]
    rounds: Mapped[int]
    finished_at: Mapped[datetime]


class UnitProgress(Base):
    """The completion (0 to 1) and last grade that a block has published for a learner."""

    __tablename__ = "unit_progress"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "unit_id"),
        CheckConstraint("completion BETWEEN 0 AND 1", name="completion_is_a_share"),
        CheckConstraint("(grade IS NULL) = (max_grade IS NULL)", name="grade_has_a_maximum"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    completion: Mapped[float]
    grade: Mapped[float | None]
    max_grade: Mapped[float | None]
    updated_at: Mapped[datetime]
