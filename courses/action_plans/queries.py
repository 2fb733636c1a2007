"""Read models of action plans for other packages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.action_plans.service import sealing_context
from courses.enrolment.models import Enrolment
from courses.json_types import JsonMapping
from lms.kernel.sealing.sealing import open_key


@dataclass(frozen=True, slots=True)
class Plan:
    """A learner's plan as they last saved it."""

    state: str
    content: JsonMapping
    version: int
    saved_at: datetime
    submitted_at: datetime | None


def action_plan(
    session: Session, *, enrolment_id: UUID, person_id: UUID, person_key_id: UUID
) -> Plan | None:
    """The person's own plan, unsealed; None if nothing was written yet."""
    row = session.execute(
        select(
            ActionPlan.state,
            ActionPlan.sealed,
            ActionPlan.version,
            ActionPlan.saved_at,
            ActionPlan.submitted_at,
        ).where(ActionPlan.enrolment_id == enrolment_id, ActionPlan.person_id == person_id)
    ).one_or_none()
    if row is None:
        return None
    key = open_key(session, person_key_id)
    content = key.unseal_json(row.sealed, context=sealing_context(enrolment_id))
    return Plan(row.state, content, row.version, row.saved_at, row.submitted_at)


def count_submitted_plans(session: Session, version_id: UUID) -> int:
    """Return how many learners of a course version have handed in their plan."""
    query = (
        select(func.count())
        .select_from(ActionPlan)
        .join(Enrolment, Enrolment.id == ActionPlan.enrolment_id)
        .where(Enrolment.course_version_id == version_id, ActionPlan.state != "draft")
    )
    return session.scalar(query) or 0
