"""Queries of authors about the bank: versions with their keys, drafts. Never for learners."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
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
from assessments.items.types.values import Entry
from assessments.items.versions import to_bank_item
from assessments.items.vignettes import AUTHORED_TYPES


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a version."""

    state: str
    reviewer_id: UUID
    role: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with the forms that hold it and its reviews, the oldest first."""

    number: int
    created_at: datetime
    state: str
    forms: tuple[str, ...]
    attempts: int  # how many contain it
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The requested version with its key, and all versions, the newest first."""

    code: str
    number: int
    item: BankItem
    entry: Entry
    sources: tuple[str, ...]
    versions: tuple[VersionRow, ...]

    @property
    def is_newest(self) -> bool:
        return self.number == self.versions[0].number


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An imported draft in a list."""

    code: str
    kind: str
    stem: str
    source_name: str
    imported_at: datetime


def get_item_page(
    session: Session, item_code: str, *, bank_code: str, context_id: UUID, number: int | None = None
) -> ItemPage:
    """Return a version of an item, the newest by default. Raises ItemNotFound."""
    versions = session.scalars(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_code == bank_code, Item.code == item_code)
        .options(undefer(ItemVersion.answer_key))
        .order_by(ItemVersion.number.desc())
    ).all()
    shown = next((version for version in versions if number in (None, version.number)), None)
    if shown is None:
        raise ItemNotFound(item=item_code)
    kind = AUTHORED_TYPES[shown.type_code]
    return ItemPage(
        item_code,
        shown.number,
        to_bank_item(item_code, shown),
        entry_with_pictures(kind, kind.entry(shown.content, shown.answer_key), shown.content),
        tuple(shown.answer_key.get("sources", ())),
        _version_rows(session, versions, context_id),
    )


def list_draft_rows(session: Session, *, bank_code: str) -> tuple[DraftRow, ...]:
    """Return the drafts of a bank in the order of their files."""
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


def get_draft(session: Session, code: str, *, bank_code: str) -> NeutralItem:
    """Return an imported draft. Raises ItemNotFound."""
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
    forms = get_forms_by_version(session, context_id)
    reviews = _reviews(session, ids)
    counts = session.execute(
        select(AttemptSlot.item_version_id, func.count())
        .where(AttemptSlot.item_version_id.in_(ids))
        .group_by(AttemptSlot.item_version_id)
    )
    attempts = {row[0]: row[1] for row in counts}
    return tuple(
        VersionRow(
            version.number,
            version.created_at,
            reviews[version.id][-1].state if reviews[version.id] else version.review_state,
            tuple(forms[version.id]),
            attempts.get(version.id, 0),
            tuple(reviews[version.id]),
        )
        for version in versions
    )


def get_forms_by_version(session: Session, context_id: UUID) -> defaultdict[UUID, list[str]]:
    """Return the codes of the forms of a course version, by item version."""
    rows = session.execute(
        select(FormSlot.item_version_id, AssessmentForm.code)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id)
        .order_by(AssessmentForm.code)
    )
    codes_by_version = defaultdict(list)
    for version_id, code in rows:
        codes_by_version[version_id].append(code)
    return codes_by_version


def get_states_by_version(session: Session, version_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the latest review state of each reviewed version."""
    reviews_by_version = _reviews(session, version_ids)
    return {
        version_id: reviews[-1].state
        for version_id, reviews in reviews_by_version.items()
        if reviews
    }


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
    reviews_by_version = defaultdict(list)
    for row in rows:
        reviews_by_version[row[0]].append(Review(row[1], row[2], row[3], row[4]))
    return reviews_by_version
