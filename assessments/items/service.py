"""Imports an item bank: new items and versions, and forms and assessments of a context."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessments.items.bank import BankForm, BankItem, ItemBank
from assessments.items.models import Assessment, AssessmentForm, FormSlot, Item, ItemVersion
from assessments.kinds import TASKS, Task
from assessments.scoring.policies import FOLLOW_UPS, Policy, resolve_rules
from lms.kernel.clock import new_id


def import_bank(
    session: Session,
    bank: ItemBank,
    *,
    context_id: UUID,
    bank_code: str = "",
    policies: Mapping[str, Policy] | None = None,
    now: datetime,
) -> None:
    """Give a context its forms and assessments, once; known item versions are reused.

    Items of the bank `bank_code` keep their identity from one context to the next. `policies` are
    deviations from the default rules, by task.
    """
    if session.scalar(select(Assessment.id).where(Assessment.context_id == context_id).limit(1)):
        return
    versions = get_or_create_versions(session, bank.items, bank_code or str(context_id), now)
    rules = [resolve_rules(task, (policies or {}).get(task, {})) for task in TASKS]
    draws_all = any(rule.forms == "all-items" for rule in rules)
    for form in (*bank.forms, bank.all_items) if draws_all else bank.forms:
        add_form(session, form, versions, context_id, now)
    for task in TASKS:
        _add_assessment(session, task, bank, (policies or {}).get(task, {}), context_id, now)


def _add_assessment(
    session: Session,
    task: Task,
    bank: ItemBank,
    policy: Policy,
    context_id: UUID,
    now: datetime,
) -> None:
    """Add the assessment of a task, unless the bank lacks items or a follow-up has no months."""
    rules = resolve_rules(task, policy)
    kind, purpose = TASKS[task]
    has_practice = any(form.code == "practice" for form in bank.forms)
    has_items = has_practice if task == "practice" else kind in {form.kind for form in bank.forms}
    if not has_items or (task in FOLLOW_UPS and not rules.months):
        return
    session.add(
        Assessment(
            context_id=context_id,
            kind=kind,
            purpose=purpose,
            pass_percent=bank.pass_percent if task == "post" else None,
            max_attempts=rules.max_attempts,
            waits_hours=list(rules.waits_hours),
            policy=dict(policy),
            created_at=now,
        )
    )


def add_version(session: Session, item: BankItem, *, bank_code: str, now: datetime) -> int:
    """Return the number of the version with this content; create item and version if new."""
    version_id = get_or_create_versions(session, [item], bank_code, now)[item.code]
    return session.get_one(ItemVersion, version_id).number


def get_or_create_versions(
    session: Session, items: Iterable[BankItem], bank_code: str, now: datetime
) -> dict[str, UUID]:
    """Return the id of the version of each item by item code; create missing ones."""
    items = list(items)
    ids = _item_ids(session, items, bank_code, now)
    known: dict[UUID, dict[str, UUID]] = {item_id: {} for item_id in ids.values()}
    for row in session.execute(
        select(ItemVersion.item_id, ItemVersion.content_hash, ItemVersion.id).where(
            ItemVersion.item_id.in_(known)
        )
    ):
        known[row.item_id][row.content_hash] = row.id
    version_ids = {}
    for item in items:
        versions = known[ids[item.code]]
        if item.content_hash not in versions:
            number = len(versions) + 1
            versions[item.content_hash] = _add_version(session, item, ids[item.code], number, now)
        version_ids[item.code] = versions[item.content_hash]
    session.flush()  # forms refer to versions without a relationship to order them
    return version_ids


def _item_ids(
    session: Session, items: Iterable[BankItem], bank_code: str, now: datetime
) -> dict[str, UUID]:
    rows = session.execute(select(Item.code, Item.id).where(Item.bank_code == bank_code))
    ids = {row.code: row.id for row in rows}
    new: list[dict[str, Any]] = [
        {"id": new_id(), "bank_code": bank_code, "code": item.code, "created_at": now}
        for item in items
        if item.code not in ids
    ]
    if new:
        session.execute(insert(Item), new)
    return ids | {row["code"]: row["id"] for row in new}


def _add_version(
    session: Session, item: BankItem, item_id: UUID, number: int, now: datetime
) -> UUID:
    version = ItemVersion(
        id=new_id(),
        item_id=item_id,
        number=number,
        content_hash=item.content_hash,
        type_code=item.type_code,
        content=dict(item.content),
        answer_key=dict(item.answer_key),
        objective_code=item.objective_code,
        bloom=item.bloom,
        difficulty=item.difficulty,
        review_state=item.review_state,
        created_at=now,
    )
    session.add(version)
    return version.id


def add_form(
    session: Session, form: BankForm, versions: dict[str, UUID], context_id: UUID, now: datetime
) -> None:
    """Add a form; `versions` are item version ids by item code."""
    form_id = new_id()
    session.execute(
        insert(AssessmentForm).values(
            id=form_id,
            context_id=context_id,
            kind=form.kind,
            code=form.code,
            is_pool=form.is_pool,
            created_at=now,
        )
    )
    slots = [
        {
            "id": new_id(),
            "form_id": form_id,
            "position": position,
            "blueprint_slot": slot,
            "item_version_id": versions[code],
        }
        for position, (slot, code) in enumerate(form.slots, start=1)
    ]
    session.execute(insert(FormSlot), slots)
