"""Tables of rescorings: the decision with its reason, and the certificates it affects."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessments.kinds import EFFECTS, RULES, Effect, Rule
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class Rescoring(Base):
    """A decision how an item version, or the late answers of an assessment, are scored.

    The latest decision on a version applies to attempts submitted before and after it. Late answers
    count if they were received before the decision.
    """

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint(f"rule IN {RULES}", name="known_rule"),
        CheckConstraint("(rule = 'key') = (key_version_id IS NOT NULL)", name="key_of_a_version"),
        CheckConstraint("(rule = 'late') = (item_version_id IS NULL)", name="item_unless_late"),
        CheckConstraint("(rule = 'late') = (assessment_id IS NOT NULL)", name="late_somewhere"),
        CheckConstraint("rule = 'late' OR attempt_id IS NULL", name="one_attempt_only_where_late"),
        CheckConstraint("length(reason) >= 1", name="has_reason"),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "decided_by": "kept: who answers for changed scores; the person's row holds no name",
        "reason": "kept: why scores changed; the form asks to name nobody",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    bank_code: Mapped[str] = mapped_column(String(80), index=True)
    rule: Mapped[Rule] = mapped_column(String(12))
    item_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_version.id"), index=True)
    key_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_version.id"))
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    reason: Mapped[str] = mapped_column(String(200))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class RescoringFinding(Base):
    """A certificate affected by a rescoring; a person decides what becomes of it."""

    __tablename__ = "regrade_finding"
    __table_args__ = (
        UniqueConstraint("regrade_id", "certificate_id"),
        CheckConstraint(f"effect IN {EFFECTS}", name="known_effect"),
        CheckConstraint("(kept_at IS NULL) = (kept_by IS NULL)", name="kept_by_somebody"),
        CheckConstraint(
            "effect <> 'issued' OR kept_at IS NULL", name="nothing_to_decide_if_issued"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {
        "learner_id": "kept: the person's row holds no name after erasure",
        "kept_by": "kept: who answers for the decision; the person's row holds no name",
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    effect: Mapped[Effect] = mapped_column(String(12))
    found_at: Mapped[datetime]
    kept_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime | None]


append_only("regrade")
