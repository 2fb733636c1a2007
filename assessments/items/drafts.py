"""Imports drafts of items from files, all or none, and reads them for export. Callers commit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, undefer

from assessments.errors import DraftsExist
from assessments.exchange.model import NeutralItem, item_from_json
from assessments.items.bank import BankItem
from assessments.items.models import Item, ItemDraft, ItemVersion
from assessments.items.versions import to_bank_item
from lms.kernel.clock import new_id

MAX_NAMED = 5  # codes in an error message


@dataclass(frozen=True, slots=True)
class ItemFile:
    """The file that drafts come from."""

    name: str
    content: bytes
    format_name: str

    @property
    def hash(self) -> str:
        """SHA-256 of the content, in hex."""
        return hashlib.sha256(self.content).hexdigest()


def add_drafts(
    session: Session,
    items: Sequence[NeutralItem],
    source: ItemFile,
    *,
    bank_code: str,
    now: datetime,
) -> int:
    """Return the number added: 0 if this file was imported before.

    Raises DraftsExist if another file has a draft with the same code.
    """
    codes = [item.code for item in items]
    rows = session.execute(
        select(ItemDraft.code, ItemDraft.source_hash).where(
            ItemDraft.bank_code == bank_code, ItemDraft.code.in_(codes)
        )
    ).all()
    if any(row.source_hash != source.hash for row in rows):
        raise DraftsExist(codes=", ".join(sorted(row.code for row in rows)[:MAX_NAMED]))
    known = {row.code for row in rows}
    new: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "bank_code": bank_code,
            "code": item.code,
            "kind": item.kind,
            "content": item.as_json(),
            "format_name": source.format_name,
            "source_name": source.name[-200:],
            "source_hash": source.hash,
            "position": position,
            "imported_at": now,
        }
        for position, item in enumerate(items, start=1)
        if item.code not in known
    ]
    if new:
        session.execute(insert(ItemDraft), new)
    return len(new)


def list_drafts(session: Session, *, bank_code: str) -> tuple[NeutralItem, ...]:
    """Return all drafts of a bank, in the order of their files."""
    rows = session.scalars(
        select(ItemDraft.content)
        .where(ItemDraft.bank_code == bank_code)
        .order_by(ItemDraft.imported_at, ItemDraft.source_hash, ItemDraft.position)
    )
    return tuple(item_from_json(content) for content in rows)


def list_bank_items(session: Session, *, bank_code: str) -> tuple[BankItem, ...]:
    """Return the newest version of each item with its key. For authors, never for learners."""
    rows = session.execute(
        select(Item.code, ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_code == bank_code)
        .options(undefer(ItemVersion.answer_key))
        .order_by(Item.code, ItemVersion.number)
    )
    newest = {row.code: row.ItemVersion for row in rows}  # the last row of each code
    return tuple(to_bank_item(code, version) for code, version in newest.items())
