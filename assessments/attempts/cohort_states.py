"""Test progress of each learner of a cohort, without answers and scores."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from assessments.attempts.history import is_current_score
from assessments.attempts.models import Attempt, Score
from assessments.items.models import Assessment


class LearnerTests(NamedTuple):
    """`last_at` is when an attempt was last started or submitted. `has_pre_test`: submitted one.

    A tuple, which is quicker to create: a cohort may have thousands of learners.
    """

    last_at: datetime
    has_passed: bool
    has_pre_test: bool = False


def get_cohort_states(
    session: Session, context_id: UUID, *, learner_ids: Collection[UUID]
) -> dict[UUID, LearnerTests]:
    """Return the progress by learner, in one query; learners without an attempt are absent."""
    is_passed_post = (
        (Assessment.kind == "knowledge")
        & (Assessment.purpose == "post")
        & Score.has_passed.is_(True)
    )
    is_submitted_pre = (
        (Assessment.kind == "knowledge")
        & (Assessment.purpose == "pre")
        & Attempt.submitted_at.is_not(None)
    )
    rows = session.execute(
        select(
            Attempt.learner_id,
            func.max(func.coalesce(Attempt.submitted_at, Attempt.started_at)),
            func.max(case((is_passed_post, 1), else_=0)),
            func.max(case((is_submitted_pre, 1), else_=0)),
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & is_current_score())
        .where(Assessment.context_id == context_id, Attempt.learner_id.in_(learner_ids))
        .group_by(Attempt.learner_id)
    )
    return {row[0]: LearnerTests(row[1], bool(row[2]), bool(row[3])) for row in rows}


def has_pre_test(session: Session, context_id: UUID) -> bool:
    """Return whether a context offers a pre-test of knowledge."""
    offered = (
        Assessment.context_id == context_id,
        Assessment.kind == "knowledge",
        Assessment.purpose == "pre",
    )
    return session.scalar(select(Assessment.id).where(*offered).limit(1)) is not None
