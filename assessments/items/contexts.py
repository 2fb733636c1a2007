"""Exports and imports the items, forms and assessments of a context (a course version)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from assessments.items.bank import BankForm, BankItem
from assessments.items.models import Assessment, AssessmentForm, FormSlot, Item, ItemVersion
from assessments.items.pictures import entry_with_pictures, find_picture_flaws, with_pictures
from assessments.items.service import add_form, get_or_create_versions
from assessments.items.versions import to_bank_item
from assessments.items.vignettes import AUTHORED_TYPES, VIGNETTE, get_case_code
from assessments.kinds import task_of
from assessments.scoring.policies import resolve_rules

Row = dict[str, Any]
Bank = Mapping[str, Any]  # what `export_context_bank` returns, possibly edited outside
ITEM_FIELDS: Final = (
    *("code", "type_code", "objective_code", "bloom", "difficulty", "review_state"),
    *("content", "answer_key"),
)
ASSESSMENT_FIELDS: Final = (
    *("kind", "purpose", "pass_percent", "max_attempts", "waits_hours", "policy"),
    "time_limit_minutes",
)


def export_context_bank(session: Session, context_id: UUID, *, bank_code: str) -> Row:
    """Return `items` with keys, `forms` with pairs of slot and item code, and `assessments`."""
    slots = session.execute(
        select(FormSlot.form_id, FormSlot.blueprint_slot, Item.code, FormSlot.item_version_id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AssessmentForm.context_id == context_id)
        .order_by(FormSlot.position)
    ).all()
    forms = session.scalars(
        select(AssessmentForm)
        .where(AssessmentForm.context_id == context_id)
        .order_by(AssessmentForm.kind, AssessmentForm.code)
    )
    items = _items(session, {slot.item_version_id for slot in slots})
    return {
        "items": [*_cases(session, items, bank_code), *map(_item_row, items)],
        "forms": [
            {
                "kind": form.kind,
                "code": form.code,
                "is_pool": form.is_pool,
                "slots": [[s.blueprint_slot, s.code] for s in slots if s.form_id == form.id],
            }
            for form in forms
        ],
        "assessments": _assessments(session, context_id),
    }


def import_context_bank(
    session: Session, bank: Bank, *, context_id: UUID, bank_code: str, now: datetime
) -> None:
    """Add the result of `export_context_bank` to a new context; known item versions are reused."""
    items = [BankItem(use="", **row) for row in bank["items"]]
    versions = get_or_create_versions(session, items, bank_code, now)
    for row in bank["forms"]:
        slots = tuple((slot, code) for slot, code in row["slots"])
        add_form(
            session,
            BankForm(row["code"], row["kind"], row["is_pool"], slots),
            versions,
            context_id,
            now,
        )
    session.add_all(
        Assessment(context_id=context_id, created_at=now, **row) for row in bank["assessments"]
    )


def _items(session: Session, version_ids: Iterable[UUID]) -> list[BankItem]:
    rows = session.execute(
        select(Item.code, ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.id.in_(version_ids))
        .options(undefer(ItemVersion.answer_key))
        .order_by(Item.code)
    )
    return [to_bank_item(code, version) for code, version in rows]


def _cases(session: Session, items: Iterable[BankItem], bank_code: str) -> list[Row]:
    """Return the newest version of each case of these items."""
    case_codes = {code for item in items if (code := get_case_code(item.content))}
    rows = session.execute(
        select(Item.code, ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(
            Item.bank_code == bank_code,
            Item.code.in_(case_codes),
            ItemVersion.type_code == VIGNETTE,
        )
        .options(undefer(ItemVersion.answer_key))
        .order_by(Item.code, ItemVersion.number)
    )
    return list({code: _item_row(to_bank_item(code, version)) for code, version in rows}.values())


def _item_row(item: BankItem) -> Row:
    return {name: getattr(item, name) for name in ITEM_FIELDS}


def _assessments(session: Session, context_id: UUID) -> list[Row]:
    assessments = session.scalars(
        select(Assessment)
        .where(Assessment.context_id == context_id)
        .order_by(Assessment.kind, Assessment.purpose)
    )
    return [
        {name: getattr(assessment, name) for name in ASSESSMENT_FIELDS}
        for assessment in assessments
    ]


def without_third_party_reviews(session: Session, bank: Bank, *, bank_code: str) -> Row:
    """Return the bank with each version unknown to this server marked as a draft."""
    rows = session.execute(
        select(Item.code, ItemVersion.content_hash)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_code == bank_code)
    )
    known = {(row.code, row.content_hash) for row in rows}
    items = [
        row
        if (row["code"], BankItem(use="", **row).content_hash) in known
        else {**row, "review_state": "draft"}
        for row in bank["items"]
    ]
    return {**bank, "items": items}


def find_bank_flaws(bank: Bank) -> Iterator[str]:
    """Yield the codes of items, forms and assessments of an imported bank that are invalid."""
    codes = [row["code"] for row in bank["items"]]
    yield from (code for code, times in Counter(codes).items() if times > 1)
    for row in bank["items"]:
        if _has_flaw(row):
            yield row["code"]
    for form in bank["forms"]:
        codes_in_form = [code for _slot, code in form["slots"]]
        yield from (f"{form['code']} {code}" for code in codes_in_form if code not in codes)
        if len(set(codes_in_form)) < len(codes_in_form):
            yield form["code"]
    for name, rows in (("forms", ("kind", "code")), ("assessments", ("kind", "purpose"))):
        identifiers = [tuple(row[part] for part in rows) for row in bank[name]]
        yield from (" ".join(identifier) for identifier, n in Counter(identifiers).items() if n > 1)
    for row in bank["assessments"]:
        try:
            resolve_rules(task_of(row["kind"], row["purpose"]), row["policy"])
        except (KeyError, TypeError):
            yield f"{row['kind']} {row['purpose']}"


def _has_flaw(row: Bank) -> bool:
    """Return whether an item is invalid: its author's form would not give the same content."""
    kind = AUTHORED_TYPES.get(row["type_code"])
    if kind is None:
        return True
    content, key = row["content"], row["answer_key"]
    try:
        entry = entry_with_pictures(kind, kind.entry(content, key), content)
        if any(kind.flaws(entry)) or any(find_picture_flaws(kind, entry)):
            return True
        read, _key = kind.read(entry)
        return bool(with_pictures(kind, read, entry).keys() != content.keys() - {VIGNETTE})
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return True
