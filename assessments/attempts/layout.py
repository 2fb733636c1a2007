"""Creates the slots of an attempt: which item at which position, with shuffled options."""

from collections.abc import Mapping
from random import SystemRandom
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessments.attempts.models import Attempt, AttemptSlot
from assessments.forms.assembly import Shuffle, draw_retake
from assessments.items.models import AssessmentForm, FormSlot, ItemVersion
from assessments.items.types import ITEM_TYPES
from assessments.items.vignettes import VIGNETTE, get_case_code
from lms.kernel.ports import get_ports

ORDER_KEY = b"assessment order"
CASE_OF_VERSION = ItemVersion.content[(VIGNETTE, "code")].as_string().label("case")
_random = SystemRandom()


def create_slots(
    session: Session,
    attempt: Attempt,
    form: AssessmentForm,
    item_versions: Mapping[str, UUID] | None = None,
) -> None:
    """Store the slots of a new attempt; the order never changes afterwards.

    `item_versions`, by slot of the blueprint, replace those that the form would choose.
    """
    versions = item_versions
    if versions is None:
        versions = _choose_versions(session, attempt, form)
    rows = session.execute(
        select(ItemVersion.id, ItemVersion.type_code, ItemVersion.content).where(
            ItemVersion.id.in_(versions.values())
        )
    )
    items = {row.id: row for row in rows}
    shuffle = Shuffle(get_ports(session).server_key.derive(ORDER_KEY), attempt.id.bytes)
    cases = {slot: get_case_code(items[version].content) for slot, version in versions.items()}
    order = list(versions) if form.kind == "self-efficacy" else shuffle.order_slots(versions, cases)
    slots = []
    for position, slot in enumerate(order, start=1):
        item = items[versions[slot]]
        slots.append(
            {
                "attempt_id": attempt.id,
                "position": position,
                "item_version_id": item.id,
                "options": shuffle.options(slot, ITEM_TYPES[item.type_code], item.content),
            }
        )
    session.execute(insert(AttemptSlot), slots)


def _choose_versions(session: Session, attempt: Attempt, form: AssessmentForm) -> dict[str, UUID]:
    """Return one item version for each slot of the blueprint, in the order of the form."""
    rows = session.execute(
        select(
            FormSlot.blueprint_slot, FormSlot.item_version_id, ItemVersion.item_id, CASE_OF_VERSION
        )
        .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        .where(FormSlot.form_id == form.id)
        .order_by(FormSlot.position)
    ).all()
    if not form.is_pool:
        return {row.blueprint_slot: row.item_version_id for row in rows}
    known_items = _items_seen(session, attempt.learner_id)
    pool: dict[str, list[UUID]] = {}
    for row in rows:
        pool.setdefault(row.blueprint_slot, []).append(row.item_version_id)
    seen = [row.item_version_id for row in rows if row.item_id in known_items]
    cases = {row.item_version_id: row.case for row in rows if row.case}
    return draw_retake(pool, seen, _random, cases)


def _items_seen(session: Session, learner_id: UUID) -> set[UUID]:
    return set(
        session.scalars(
            select(ItemVersion.item_id)
            .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
            .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
            .where(Attempt.learner_id == learner_id)
        )
    )
