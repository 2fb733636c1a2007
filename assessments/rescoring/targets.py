"""Target of a rescoring: an item version or late answers, and the attempts it affects."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, undefer

from assessments import errors
from assessments.attempts.models import Attempt, AttemptSlot, LateResponse
from assessments.items.models import Assessment, FormSlot, Item, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.kinds import Rule
from assessments.rescoring.models import Rescoring
from assessments.rescoring.rulings import LateRuling, Ruling, Rulings, get_all_rulings


@dataclass(frozen=True, slots=True)
class Target:
    """Validated ids: `key_version_id` only for the rule `key`, `assessment_id` only for `late`."""

    rule: Rule
    item_version_id: UUID | None = None
    key_version_id: UUID | None = None
    assessment_id: UUID | None = None
    attempt_id: UUID | None = None


def find_item_target(
    session: Session,
    *,
    bank_code: str,
    item_code: str,
    rule: Rule,
    version: int | None,
    key_version: int | None,
) -> Target:
    """Resolve an item to a target.

    By default `version` is the newest version in a form and `key_version` the newest version.
    Raises ItemNotFound, ItemNotScored or KeyUnfit.
    """
    versions = _versions(session, bank_code, item_code)
    answered = _find_answered_version(session, versions, version)
    if answered is None:
        raise errors.ItemNotFound(item=item_code)
    if not ITEM_TYPES[answered.type_code].is_scored:
        raise errors.ItemNotScored(item=item_code)
    if rule != "key":
        return Target(rule, answered.id)
    key = versions.get(key_version or max(versions))
    if key is None or not _fits(answered, key):
        raise errors.KeyUnfit(item=item_code, version=answered.number)
    return Target(rule, answered.id, key.id)


def find_late_target(
    session: Session,
    *,
    context_ids: Collection[UUID],
    assessment_id: UUID | None,
    attempt_id: UUID | None,
) -> Target:
    """Return the target for late answers of an attempt or an assessment. Raises NothingLate."""
    query = (
        select(Attempt.assessment_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(LateResponse, LateResponse.attempt_id == Attempt.id)
        .where(Assessment.context_id.in_(context_ids), Assessment.kind == "knowledge")
        .limit(1)
    )
    if attempt_id is not None:
        query = query.where(Attempt.id == attempt_id)
    else:
        query = query.where(Attempt.assessment_id == assessment_id)
    late_assessment_id = session.scalar(query)
    if late_assessment_id is None:
        raise errors.NothingLate()
    return Target("late", assessment_id=late_assessment_id, attempt_id=attempt_id)


def target_from_rescoring(rescoring: Rescoring) -> Target:
    """Return the target of a stored decision."""
    return Target(
        rescoring.rule,
        rescoring.item_version_id,
        rescoring.key_version_id,
        rescoring.assessment_id,
        rescoring.attempt_id,
    )


def is_affected(target: Target) -> ColumnElement[bool]:
    """Condition on submitted attempts that the target may score differently."""
    is_closed = Attempt.submitted_at.is_not(None)
    if target.rule != "late":
        holders = select(AttemptSlot.attempt_id).where(
            AttemptSlot.item_version_id == target.item_version_id
        )
        return is_closed & Attempt.id.in_(holders)  # not EXISTS: SQLite would scan all attempts
    condition = is_closed & (Attempt.assessment_id == target.assessment_id)
    if target.attempt_id is not None:
        condition &= Attempt.id == target.attempt_id
    return condition & Attempt.id.in_(select(LateResponse.attempt_id))


def count_affected_attempts(session: Session, target: Target) -> int:
    """Count the attempts that a rescoring may change."""
    query = select(func.count()).select_from(Attempt).where(is_affected(target))
    return session.scalar(query) or 0


def list_affected_learners(session: Session, target: Target) -> list[UUID]:
    """List the learners whose attempts a rescoring may change, in order of id."""
    query = select(Attempt.learner_id).where(is_affected(target)).distinct()
    return list(session.scalars(query.order_by(Attempt.learner_id)))


def preview_rulings(session: Session, target: Target, *, now: datetime) -> Rulings:
    """Return the rulings as if the target were decided now, for a dry run."""
    rulings = get_all_rulings(session)
    if target.assessment_id is not None:
        late = LateRuling(target.assessment_id, target.attempt_id, now)
        return replace(rulings, late=(*rulings.late, late))
    if target.item_version_id is None:
        return rulings
    key = None
    if target.key_version_id is not None:
        key = session.scalar(
            select(ItemVersion.answer_key).where(ItemVersion.id == target.key_version_id)
        )
    by_version = {**rulings.by_version, target.item_version_id: Ruling(target.rule, key)}
    return replace(rulings, by_version=by_version)


def _versions(session: Session, bank_code: str, item_code: str) -> dict[int, ItemVersion]:
    rows = session.scalars(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_code == bank_code, Item.code == item_code)
        .options(undefer(ItemVersion.answer_key))
    )
    return {row.number: row for row in rows}


def _find_answered_version(
    session: Session, versions: dict[int, ItemVersion], number: int | None
) -> ItemVersion | None:
    if number is not None:
        return versions.get(number)
    in_forms = set(
        session.scalars(
            select(FormSlot.item_version_id).where(
                FormSlot.item_version_id.in_([version.id for version in versions.values()])
            )
        )
    )
    used = [version for version in versions.values() if version.id in in_forms]
    return max(used, key=lambda version: version.number, default=None)


def _fits(answered: ItemVersion, key: ItemVersion) -> bool:
    """Tell whether only the keys differ: another wording was another question."""
    is_same = (answered.type_code, answered.content) == (key.type_code, key.content)
    return is_same and answered.id != key.id
