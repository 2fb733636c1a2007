"""What authors read of the bank: versions with their keys, drafts. Never for learners."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from assessments.attempts.models import AttemptSlot
from assessments.errors import ItemNotFound
from assessments.exchange.model import NeutralItem, item_from_json
from assessments.items.bank import BankItem
from assessments.items.models import (
    AssessmentForm,
    FormSlot,
    Item,
    ItemDraft,
    ItemReview,
    ItemVersion,
)
from assessments.items.pictures import entry_with_pictures
from assessments.items.versions import bank_item
from assessments.items.vignettes import AUTHORED_TYPES


@dataclass(frozen=True, slots=True)
class Review:
    state: str
    reviewer_id: UUID
    role: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    number: int
    created_at: datetime
    state: str
    forms: tuple[str, ...]
    attempts: int  # that have it
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The version asked for, with its key, and all versions, the newest first."""

    code: str
    number: int
    item: BankItem
    entry: Mapping[str, Any]
    sources: tuple[str, ...]
    versions: tuple[VersionRow, ...]

    @property
    def is_newest(self) -> bool:
        return self.number == self.versions[0].number


@dataclass(frozen=True, slots=True)
class DraftRow:
    code: str
    kind: str
    stem: str
    source_name: str
    imported_at: datetime


def item_page(
    session: Session, item_code: str, *, bank_code: str, context_id: UUID, number: int | None = None
) -> ItemPage:
    """Of the newest version, or the one asked for. Raises ItemNotFound."""
    versions = session.scalars(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_code == bank_code, Item.code == item_code)
        .options(undefer(ItemVersion.answer_key))
        .order_by(ItemVersion.number.desc())
    ).all()
    shown = next((one for one in versions if number in (None, one.number)), None)
    if shown is None:
        raise ItemNotFound(item=item_code)
    kind = AUTHORED_TYPES[shown.type_code]
    return ItemPage(
        item_code,
        shown.number,
        bank_item(item_code, shown),
        entry_with_pictures(kind, kind.entry(shown.content, shown.answer_key), shown.content),
        tuple(shown.answer_key.get("sources", ())),
        _version_rows(session, versions, context_id),
    )


def draft_rows(session: Session, *, bank_code: str) -> tuple[DraftRow, ...]:
    """In the order of their files."""
    rows = session.execute(
        select(
            ItemDraft.code,
            ItemDraft.kind,
            ItemDraft.content,
            ItemDraft.source_name,
            ItemDraft.imported_at,
        )
        .where(ItemDraft.bank_code == bank_code)
        .order_by(ItemDraft.imported_at, ItemDraft.source_hash, ItemDraft.position)
    )
    return tuple(
        DraftRow(row[0], row[1], row[2]["stem"]["id"] or row[2]["stem"]["en"], row[3], row[4])
        for row in rows
    )


def draft(session: Session, code: str, *, bank_code: str) -> NeutralItem:
    """Raises ItemNotFound."""
    content = session.scalar(
        select(ItemDraft.content).where(ItemDraft.bank_code == bank_code, ItemDraft.code == code)
    )
    if content is None:
        raise ItemNotFound(item=code)
    return replace(item_from_json(content), code=code)


def _version_rows(
    session: Session, versions: Collection[ItemVersion], context_id: UUID
) -> tuple[VersionRow, ...]:
    ids = [version.id for version in versions]
    forms = forms_by_version(session, context_id)
    reviews = _reviews(session, ids)
    counts = session.execute(
        select(AttemptSlot.item_version_id, func.count())
        .where(AttemptSlot.item_version_id.in_(ids))
        .group_by(AttemptSlot.item_version_id)
    )
    attempts = {row[0]: row[1] for row in counts}
    return tuple(
        VersionRow(
            one.number,
            one.created_at,
            reviews[one.id][-1].state if reviews[one.id] else one.review_state,
            tuple(forms[one.id]),
            attempts.get(one.id, 0),
            tuple(reviews[one.id]),
        )
        for one in versions
    )


def forms_by_version(session: Session, context_id: UUID) -> defaultdict[UUID, list[str]]:
    """Codes of the forms of a course version that hold an item version."""
    rows = session.execute(
        select(FormSlot.item_version_id, AssessmentForm.code)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id)
        .order_by(AssessmentForm.code)
    )
    found = defaultdict(list)
    for version_id, code in rows:
        found[version_id].append(code)
    return found


def states_by_version(session: Session, version_ids: Collection[UUID]) -> dict[UUID, str]:
    """Of each version that was reviewed, where it stands now."""
    found = _reviews(session, version_ids)
    return {version_id: reviews[-1].state for version_id, reviews in found.items() if reviews}


def _reviews(session: Session, version_ids: Collection[UUID]) -> defaultdict[UUID, list[Review]]:
    rows = session.execute(
        select(
            ItemReview.item_version_id,
            ItemReview.state,
            ItemReview.reviewer_id,
            ItemReview.role,
            ItemReview.reviewed_at,
        )
        .where(ItemReview.item_version_id.in_(version_ids))
        .order_by(ItemReview.reviewed_at, ItemReview.id)
    )
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(Review(row[1], row[2], row[3], row[4]))
    return found
