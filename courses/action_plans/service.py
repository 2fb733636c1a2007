"""What other packages may ask of action plans. Callers commit.

What a plan must hold is decided by its form, the action plan block; here it is only kept.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.action_plans.errors import PlanChanged, PlanChangedSinceRead, PlanClosed, PlanNotFound
from courses.action_plans.models import ActionPlan
from courses.conflict_free import insert_if_absent
from lms.kernel.clock import new_id
from lms.kernel.sealing.sealing import open_key


def save_draft(
    session: Session,
    *,
    enrolment_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    content: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> int:
    """Keep what was written so far, and return the new version.

    A given `version` must be the stored one, or another tab was faster (PlanChanged). A plan that
    was handed in is a draft again once it is changed: what counts is what was handed in.
    """
    plan = _plan(session, enrolment_id, person_id, person_key_id, now)
    if plan.state == "approved":
        raise PlanClosed()
    if version is not None and version != plan.version:
        raise PlanChanged(version=plan.version)
    key = open_key(session, person_key_id)
    context = sealing_context(enrolment_id)
    if plan.state == "submitted":
        if key.unseal_json(plan.sealed, context=context) == dict(content):
            return plan.version
        plan.state, plan.submitted_at = "draft", None
    plan.sealed = key.seal_json(dict(content), context=context)
    plan.version += 1
    plan.saved_at = now
    return plan.version


def submit_plan(session: Session, *, enrolment_id: UUID, person_id: UUID, now: datetime) -> None:
    """Hand the plan in; a second time, or after approval, nothing changes."""
    plan = _own_plan(session, enrolment_id, person_id)
    if plan.state in ("submitted", "approved"):
        return
    plan.state = "submitted"
    plan.submitted_at = now
    plan.decided_at = None


def decide_on_plan(
    session: Session,
    *,
    enrolment_id: UUID,
    decision: Literal["returned", "approved"],
    version: int | None,
    now: datetime,
) -> None:
    """A facilitator's word on a submitted plan, in the version that they have read."""
    plan = session.scalar(
        select(ActionPlan).where(ActionPlan.enrolment_id == enrolment_id).with_for_update()
    )
    if plan is None:
        raise PlanNotFound()
    if version != plan.version:
        raise PlanChangedSinceRead()
    if plan.state != "submitted":
        raise PlanClosed()
    plan.state = decision
    plan.decided_at = now


def sealing_context(enrolment_id: UUID) -> str:
    return f"action-plan:{enrolment_id}"


def _plan(
    session: Session, enrolment_id: UUID, person_id: UUID, key_id: UUID, now: datetime
) -> ActionPlan:
    """The learner's plan, made empty if there is none yet."""
    empty = open_key(session, key_id).seal_json({}, context=sealing_context(enrolment_id))
    insert_if_absent(
        session,
        ActionPlan,
        {
            "id": new_id(),
            "enrolment_id": enrolment_id,
            "person_id": person_id,
            "state": "draft",
            "sealed": empty,
            "version": 0,
            "saved_at": now,
        },
    )
    return _own_plan(session, enrolment_id, person_id)


def _own_plan(session: Session, enrolment_id: UUID, person_id: UUID) -> ActionPlan:
    plan = session.scalar(
        select(ActionPlan)
        .where(ActionPlan.enrolment_id == enrolment_id, ActionPlan.person_id == person_id)
        .with_for_update()
    )
    if plan is None:
        raise PlanNotFound()
    return plan
