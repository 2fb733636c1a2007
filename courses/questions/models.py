"""Table of questions. The asker's key encrypts the question, reason and private answer."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values

STATES: Final = ("waiting", "passed", "answered", "declined")


class LearnerQuestion(Base):
    """One question about one module.

    States: `waiting` (only moderators can read it), `passed` (experts can answer it), `answered`,
    `declined`. The unencrypted columns hold the published wording of a moderator and the published
    answer of an expert.
    """

    __tablename__ = "learner_question"
    __table_args__ = (
        CheckConstraint(in_values("state", STATES), name="known_state"),
        CheckConstraint("(state = 'waiting') = (moderated_at IS NULL)", name="moderated_first"),
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_once"),
        CheckConstraint(
            "(published_question IS NULL) = (published_answer IS NULL)", name="published_whole"
        ),
        CheckConstraint(
            "published_answer IS NULL OR (state = 'answered' AND is_public)",
            name="published_when_chosen",
        ),
        Index("ix_learner_question_state_asked_at", "state", "asked_at"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "person_id": "kept where published: the person's row holds no name after erasure",
        "sealed": "sealed with the asker's key, which erasure destroys; others are deleted",
        "published_question": "kept: a moderator's wording, which names nobody",
        "published_answer": "kept: an expert's words for everybody",
        "moderated_by": "kept: the person's row holds no name after erasure",
        "answered_by": "kept: the person's row holds no name after erasure",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    module_code: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    is_urgent: Mapped[bool]
    is_public: Mapped[bool]
    sealed: Mapped[bytes]
    published_question: Mapped[str | None] = mapped_column(Text)
    published_answer: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime]
    moderated_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    moderated_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
