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


class CohortTests(NamedTuple):
    """Learners without an attempt are absent. `has_pre_test`: the context offers one."""

    by_learner: dict[UUID, LearnerTests]
    has_pre_test: bool


def get_cohort_states(
    session: Session, context_id: UUID, *, learner_ids: Collection[UUID]
) -> CohortTests:
    """Return the progress by learner, and what the context offers, in one query."""
    is_knowledge = Assessment.kind == "knowledge"
    is_pre = is_knowledge & (Assessment.purpose == "pre")
    is_passed_post = is_knowledge & (Assessment.purpose == "post") & Score.has_passed.is_(True)
    is_submitted_pre = is_pre & Attempt.submitted_at.is_not(None)
    is_of_learners = Attempt.learner_id.in_(learner_ids)
    rows = session.execute(
        select(
            Attempt.learner_id,
            func.max(func.coalesce(Attempt.submitted_at, Attempt.started_at)),
            func.max(case((is_passed_post, 1), else_=0)),
            func.max(case((is_submitted_pre, 1), else_=0)),
            func.max(case((is_pre, 1), else_=0)),
        )
        .select_from(Assessment)  # those without an attempt are a group without a learner
        .outerjoin(Attempt, (Attempt.assessment_id == Assessment.id) & is_of_learners)
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & is_current_score())
        .where(Assessment.context_id == context_id)
        .group_by(Attempt.learner_id)
    ).all()
    by_learner = {
        row[0]: LearnerTests(row[1], bool(row[2]), bool(row[3])) for row in rows if row[0]
    }
    return CohortTests(by_learner, any(row[4] for row in rows))
