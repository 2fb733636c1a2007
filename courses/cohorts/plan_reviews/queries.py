"""Queries on plans under review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.catalogue.content_models import Unit
from courses.cohorts.plan_reviews.models import PlanReview
from courses.cohorts.plan_reviews.service import sealing_context
from courses.enrolment.models import Enrolment, is_active
from lms.kernel.merged_accounts import is_open_account
from lms.kernel.sealing.sealing import open_key


@dataclass(frozen=True, slots=True)
class Review:
    """The decision on a plan; `decision` is "returned" or "approved"."""

    decision: str
    comment: str
    reviewed_at: datetime


def last_review(session: Session, enrolment_id: UUID, *, person_key_id: UUID) -> Review | None:
    """The latest review of a plan, with the comment decrypted; None before the first review."""
    row = session.scalar(
        select(PlanReview)
        .join(ActionPlan, ActionPlan.id == PlanReview.action_plan_id)
        .where(ActionPlan.enrolment_id == enrolment_id)
        .order_by(PlanReview.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    key = open_key(session, person_key_id)
    comment = str(key.unseal_json(row.sealed, context=sealing_context(row.id)))
    return Review(row.decision, comment, row.reviewed_at)


def plans_awaiting_review(session: Session, cohort_id: UUID) -> tuple[UUID, ...]:
    """Ids of active, uncompleted enrolments of a cohort with a submitted plan, in order."""
    query = (
        select(Enrolment.id)
        .join(ActionPlan, ActionPlan.enrolment_id == Enrolment.id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.completed_at.is_(None),
            is_active(),
            ActionPlan.state == "submitted",
            is_open_account(Enrolment.person_id),
        )
    )
    return tuple(session.scalars(query.order_by(Enrolment.id)))


def plan_form_content(session: Session, course_version_id: UUID) -> Mapping[str, Any]:
    """Form of the action plan in a course version: `template` and `provinces`."""
    content = session.scalar(
        select(Unit.content)
        .where(
            Unit.course_version_id == course_version_id,
            Unit.lesson_id.is_(None),
            Unit.scenario_id.is_(None),
            Unit.block_type == "payung_action_plan",
        )
        .limit(1)
    )
    return content or {"template": {"fields": []}, "provinces": []}
