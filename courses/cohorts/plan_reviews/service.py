"""Commands on plan reviews. Callers commit."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.action_plans.errors import PlanNotFound
from courses.action_plans.models import ActionPlan
from courses.action_plans.service import decide_on_plan
from courses.cohorts.plan_reviews.errors import CommentMissing, OwnPlan
from courses.cohorts.plan_reviews.models import PlanReview
from lms.kernel.clock import new_id
from lms.kernel.sealing.sealing import open_key
from lms.kernel.texts.texts import clean_text

MAX_COMMENT_LENGTH: Final = 1000


def review_plan(
    session: Session,
    *,
    enrolment_id: UUID,
    decision: Literal["returned", "approved"],
    comment: str,
    version: int | None,
    reviewer_id: UUID,
    person_key_id: UUID,
    now: datetime,
) -> None:
    """Approve a submitted plan, or return it with a comment.

    `version` is the version that the reviewer has read; `decide_on_plan` rejects another one.
    Raises PlanNotFound, OwnPlan, CommentMissing and the errors of `decide_on_plan`.
    """
    plan = session.execute(
        select(ActionPlan.id, ActionPlan.person_id).where(ActionPlan.enrolment_id == enrolment_id)
    ).one_or_none()
    if plan is None:
        raise PlanNotFound()
    if plan.person_id == reviewer_id:
        raise OwnPlan()
    text = clean_text(comment, max_length=MAX_COMMENT_LENGTH)
    if decision == "returned" and not text:
        raise CommentMissing()
    decide_on_plan(session, enrolment_id=enrolment_id, decision=decision, version=version, now=now)
    review_id = new_id()
    key = open_key(session, person_key_id)
    session.add(
        PlanReview(
            id=review_id,
            action_plan_id=plan.id,
            reviewer_id=reviewer_id,
            decision=decision,
            sealed=key.seal_json(text, context=sealing_context(review_id)),
            reviewed_at=now,
        )
    )


def sealing_context(review_id: UUID) -> str:
    """Associated data of the encrypted comment of a review."""
    return f"plan-review:{review_id}"
