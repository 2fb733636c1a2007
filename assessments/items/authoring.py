"""Saves, reviews and removes items for authors: each change is a new version. Callers commit.

Nothing here touches an attempt, an answer or a score.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from assessments import errors
from assessments.items.bank import BankItem
from assessments.items.models import Item, ItemDraft, ItemReview, ItemVersion
from assessments.items.pictures import with_pictures
from assessments.items.service import add_version
from assessments.items.types.values import Content, Entry
from assessments.items.versions import to_bank_item
from assessments.items.vignette_queries import list_items_of_case, lock_case_content
from assessments.items.vignettes import AUTHORED_TYPES, VIGNETTE, embed_case
from assessments.kinds import ReviewState

MAX_CODE = 40


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An entry without flaws, with its classification."""

    code: str
    type_code: str
    entry: Entry
    objective_code: str
    bloom: str
    difficulty: str
    sources: tuple[str, ...]
    vignette: str = ""  # the code of the case that it asks about

    def as_bank_item(self, case: Content | None = None) -> BankItem:
        """Return the item; `case` is the newest content of its case."""
        kind = AUTHORED_TYPES[self.type_code]
        content, key = kind.read(self.entry)
        content = with_pictures(kind, content, self.entry)
        if case is not None:
            content[VIGNETTE] = embed_case(self.vignette, case)
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
    """Save an item and return its version number: the newest if nothing has changed.

    A draft with this code is deleted. A changed case gives each of its items a new version too.
    Raises ItemCodeTaken, ItemNotFound, or ItemChangedMeanwhile if a version newer than
    `seen_version` exists.
    """
    case = _case(session, written, bank_code)
    newest = _newest(session, bank_code, written.code)
    if is_new and newest is not None:
        raise errors.ItemCodeTaken(item=written.code)
    if not is_new:
        if newest is None:
            raise errors.ItemNotFound(item=written.code)
        if newest.number != seen_version:
            raise errors.ItemChangedMeanwhile(item=written.code, version=newest.number)
    number = add_version(session, written.as_bank_item(case), bank_code=bank_code, now=now)
    if written.type_code == VIGNETTE:
        _update_items_of_case(session, written, bank_code, now)
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
    """Record the review state of a version. Raises ItemNotFound."""
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
    """Delete an imported draft. Raises ItemNotFound."""
    of_code = (ItemDraft.bank_code == bank_code, ItemDraft.code == code)
    draft_id = session.scalar(select(ItemDraft.id).where(*of_code))
    if draft_id is None:
        raise errors.ItemNotFound(item=code)
    session.execute(delete(ItemDraft).where(ItemDraft.id == draft_id))


def _case(session: Session, written: WrittenItem, bank_code: str) -> Content | None:
    """Lock the case, before the item: saving a case takes the locks in the same order."""
    if not written.vignette:
        return None
    case = lock_case_content(session, written.vignette, bank_code=bank_code)
    if case is None:
        raise errors.ItemNotFound(item=written.vignette)
    return case


def _update_items_of_case(
    session: Session, written: WrittenItem, bank_code: str, now: datetime
) -> None:
    """Give the items of a changed case a new version, which is a draft until it is reviewed."""
    content = written.as_bank_item().content
    for code in list_items_of_case(session, written.code, bank_code=bank_code):
        newest = _newest(session, bank_code, code)
        if newest is not None:
            updated = {**newest.content, VIGNETTE: embed_case(written.code, content)}
            if updated == newest.content:
                continue
            item = replace(to_bank_item(code, newest), content=updated, review_state="draft")
            add_version(session, item, bank_code=bank_code, now=now)


def _newest(session: Session, bank_code: str, code: str) -> ItemVersion | None:
    """Lock the item and return its newest version: concurrent saves see each other."""
    item_id = session.scalar(
        select(Item.id).where(Item.bank_code == bank_code, Item.code == code).with_for_update()
    )
    if item_id is None:
        return None
    newest = select(ItemVersion).where(ItemVersion.item_id == item_id)
    newest = newest.options(undefer(ItemVersion.answer_key))
    return session.scalars(newest.order_by(ItemVersion.number.desc()).limit(1)).one()
