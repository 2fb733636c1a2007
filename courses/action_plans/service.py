"""Stores, submits and reviews action plans. Callers commit.

The action plan block validates the content; this module only stores it.
"""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.action_plans.errors import PlanChanged, PlanChangedSinceRead, PlanClosed, PlanNotFound
from courses.action_plans.models import ActionPlan
from courses.conflict_free import insert_if_absent
from courses.json_types import JsonMapping
from lms.kernel.clock import new_id
from lms.kernel.sealing.sealing import open_key

BESIDE: Final = "beside"  # in the content of a plan: values by part


def save_draft(
    session: Session,
    *,
    enrolment_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    content: JsonMapping,
    version: int | None = None,
    now: datetime,
) -> int:
    """Store the draft and return its new version.

    A changed plan that was submitted becomes a draft again and must be resubmitted. Raises
    PlanChanged if `version` is given and is not the stored one, and PlanClosed after approval.
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


def keep_beside(
    session: Session,
    *,
    enrolment_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    part_id: str,
    values: JsonMapping,
    now: datetime,
) -> None:
    """Keep what a phone sent for a part after the plan was changed elsewhere.

    It stays until the part is saved again. The state of the plan does not change. Raises PlanClosed
    after approval.
    """
    plan = _plan(session, enrolment_id, person_id, person_key_id, now)
    if plan.state == "approved":
        raise PlanClosed()
    key, context = open_key(session, person_key_id), sealing_context(enrolment_id)
    content = dict(key.unseal_json(plan.sealed, context=context))
    content[BESIDE] = {**content.get(BESIDE, {}), part_id: dict(values)}
    plan.sealed = key.seal_json(content, context=context)
    plan.version += 1


def submit_plan(session: Session, *, enrolment_id: UUID, person_id: UUID, now: datetime) -> None:
    """Submit the plan. Idempotent; does nothing after approval. Raises PlanNotFound."""
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
    """Return or approve a submitted plan.

    Raises PlanNotFound, PlanChangedSinceRead if `version` is not the stored one, and PlanClosed if
    the plan is not submitted.
    """
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
    """The context to which the sealed content of a plan is bound."""
    return f"action-plan:{enrolment_id}"


def _plan(
    session: Session, enrolment_id: UUID, person_id: UUID, key_id: UUID, now: datetime
) -> ActionPlan:
    """The learner's plan, locked; created empty if missing."""
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
