"""Items as authors write them: each save of something new is a version; learners keep theirs.

Callers commit. Nothing here touches an attempt, an answer or a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.items.bank import BankItem
from assessments.items.models import Item, ItemDraft, ItemReview, ItemVersion
from assessments.items.service import add_version
from assessments.items.types import ITEM_TYPES
from assessments.kinds import ReviewState

MAX_CODE = 40


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An entry without flaws, with what is said about it."""

    code: str
    type_code: str
    entry: Mapping[str, Any]
    objective_code: str
    bloom: str
    difficulty: str
    sources: tuple[str, ...]

    def as_bank_item(self) -> BankItem:
        content, key = ITEM_TYPES[self.type_code].read(self.entry)
        if self.sources:
            key["sources"] = list(self.sources)
        return BankItem(
            code=self.code,
            type_code=self.type_code,
            use="",
            objective_code=self.objective_code,
            bloom=self.bloom,
            difficulty=self.difficulty,
            review_state="draft",
            content=content,
            answer_key=key,
        )


def save_item(
    session: Session,
    written: WrittenItem,
    *,
    bank_code: str,
    is_new: bool,
    seen_version: int = 0,
    now: datetime,
) -> int:
    """The number of its version: a new one, or the newest where nothing has changed.

    Raises ItemCodeTaken, ItemNotFound, or ItemChangedMeanwhile where somebody has saved a version
    after the one that was seen. A draft with this code is taken up by it.
    """
    newest = _newest(session, bank_code, written.code)
    if is_new and newest is not None:
        raise errors.ItemCodeTaken(item=written.code)
    if not is_new:
        if newest is None:
            raise errors.ItemNotFound(item=written.code)
        if newest.number != seen_version:
            raise errors.ItemChangedMeanwhile(item=written.code, version=newest.number)
    number = add_version(session, written.as_bank_item(), bank_code=bank_code, now=now)
    of_code = (ItemDraft.bank_code == bank_code, ItemDraft.code == written.code)
    session.execute(delete(ItemDraft).where(*of_code))
    return number


def review_item(
    session: Session,
    *,
    bank_code: str,
    item_code: str,
    version: int,
    state: ReviewState,
    reviewer_id: UUID,
    role: str,
    now: datetime,
) -> None:
    """Say how far a version is. Raises ItemNotFound."""
    version_id = session.scalar(
        select(ItemVersion.id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_code == bank_code, Item.code == item_code, ItemVersion.number == version)
    )
    if version_id is None:
        raise errors.ItemNotFound(item=item_code)
    session.add(
        ItemReview(
            item_version_id=version_id,
            state=state,
            reviewer_id=reviewer_id,
            role=role,
            reviewed_at=now,
        )
    )


def remove_draft(session: Session, *, bank_code: str, code: str) -> None:
    """Leave a draft from a file. Raises ItemNotFound."""
    of_code = (ItemDraft.bank_code == bank_code, ItemDraft.code == code)
    draft_id = session.scalar(select(ItemDraft.id).where(*of_code))
    if draft_id is None:
        raise errors.ItemNotFound(item=code)
    session.execute(delete(ItemDraft).where(ItemDraft.id == draft_id))


def _newest(session: Session, bank_code: str, code: str) -> ItemVersion | None:
    """Behind a lock on the item: of two who save at once, the second sees the first."""
    item_id = session.scalar(
        select(Item.id).where(Item.bank_code == bank_code, Item.code == code).with_for_update()
    )
    if item_id is None:
        return None
    newest = select(ItemVersion).where(ItemVersion.item_id == item_id)
    return session.scalars(newest.order_by(ItemVersion.number.desc()).limit(1)).one()
