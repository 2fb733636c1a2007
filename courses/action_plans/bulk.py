"""Adds submitted plans of many people at once. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.action_plans.service import sealing_context
from lms.kernel.clock import new_id
from lms.kernel.sealing.secret_keys import SecretKey


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan of a person without one, whose key seals its empty content."""

    enrolment_id: UUID
    person_id: UUID
    person_key: SecretKey
    submitted_at: datetime


def add_submitted_plans(session: Session, plans: Collection[NewPlan]) -> None:
    """Store plans without content. Raises IntegrityError for an enrolment that has a plan."""
    rows = [
        {
            "id": new_id(),
            "enrolment_id": plan.enrolment_id,
            "person_id": plan.person_id,
            "state": "submitted",
            "sealed": plan.person_key.seal_json({}, context=sealing_context(plan.enrolment_id)),
            "version": 1,
            "saved_at": plan.submitted_at,
            "submitted_at": plan.submitted_at,
        }
        for plan in plans
    ]
    if rows:
        session.execute(insert(ActionPlan), rows)
