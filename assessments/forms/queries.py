"""Read models of the form designer: forms of a course version, blueprint and facilities."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from assessments.attempts.history import is_current_score
from assessments.attempts.models import Attempt, AttemptSlot, Score
from assessments.forms.design import Cell, FormItem
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion
from assessments.items.vignettes import get_case_code

DesignRow = Row[str, bool, str, str, ItemVersion]
MAX_FACILITY_ATTEMPTS = 2_000  # the latest attempts, for facilities


@dataclass(frozen=True, slots=True)
class Design:
    """`forms` are those that learners sit as a whole; `known` are all knowledge items by code."""

    forms: Mapping[str, tuple[FormItem, ...]]
    known: Mapping[str, FormItem]
    blueprint: Mapping[str, Cell]


def get_form_design(session: Session, context_id: UUID) -> Design:
    """Return the forms and blueprint of a course version."""
    rows = session.execute(
        select(
            AssessmentForm.code,
            AssessmentForm.is_pool,
            FormSlot.blueprint_slot,
            Item.code.label("item"),
            ItemVersion,
        )
        .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
        .join(ItemVersion, ItemVersion.id == FormSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.kind == "knowledge")
        .order_by(AssessmentForm.code, FormSlot.position)
    ).all()
    facilities = _facilities(session, {row.ItemVersion.id for row in rows})
    forms: defaultdict[str, list[FormItem]] = defaultdict(list)
    known: dict[str, FormItem] = {}
    blueprint: dict[str, Cell] = {}
    for row in rows:
        item = _form_item(row, facilities)
        known[item.code] = item
        if not row.is_pool:
            forms[row.code].append(item)
            blueprint.setdefault(item.slot, item.cell)
    return Design({code: tuple(items) for code, items in forms.items()}, known, blueprint)


def _form_item(row: DesignRow, facilities: Mapping[UUID, tuple[float, int]]) -> FormItem:
    version: ItemVersion = row.ItemVersion
    item = FormItem(
        row.blueprint_slot,
        row.item,
        version.objective_code,
        version.bloom,
        version.difficulty,
        sum(_lengths(version.content)),
        case=get_case_code(version.content),
    )
    if version.id not in facilities:
        return item
    total, n = facilities[version.id]
    return replace(item, facility=total / n, n=n)


def _lengths(content: object) -> list[int]:
    """Return the lengths of all texts in Indonesian, the primary language."""
    if isinstance(content, Mapping):
        own = [len(text) for name, text in content.items() if name in ("stem_id", "text_id")]
        inner = (_lengths(part) for part in content.values() if isinstance(part, list))
        return [*own, *(length for part in inner for length in part)]
    parts = content if isinstance(content, list | tuple) else ()
    return [length for part in parts for length in _lengths(part)]


def _facilities(session: Session, version_ids: Collection[UUID]) -> dict[UUID, tuple[float, int]]:
    """Return the sum of points and the number of learners, over recent first attempts."""
    latest = (
        select(Score.attempt_id, Score.slot_points)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .where(Attempt.number == 1, is_current_score())
        .order_by(Attempt.submitted_at.desc())
        .limit(MAX_FACILITY_ATTEMPTS)
        .subquery()
    )
    rows = session.execute(
        select(AttemptSlot.item_version_id, AttemptSlot.position, latest.c.slot_points)
        .join(latest, latest.c.attempt_id == AttemptSlot.attempt_id)
        .where(AttemptSlot.item_version_id.in_(version_ids))
    )
    sums: dict[UUID, tuple[float, int]] = {}
    for version_id, position, points in rows:
        if str(position) in points:  # a dropped item has none
            total, n = sums.get(version_id, (0.0, 0))
            sums[version_id] = (total + float(points[str(position)]), n + 1)
    return sums
