"""What authors read of cases: which there are, how one is told, which items ask about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.models import Item, ItemVersion
from assessments.items.vignettes import VIGNETTE

CASE_CODE = ItemVersion.content[(VIGNETTE, "code")].as_string()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it is told now."""

    code: str
    content: Mapping[str, Any]

    def opening(self, language: str) -> str:
        return str(self.content[f"stem_{language}"])


def cases(session: Session, *, bank_code: str) -> tuple[CaseRow, ...]:
    """All cases of a bank, by code."""
    rows = session.execute(
        select(Item.code, ItemVersion.content)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_code == bank_code, ItemVersion.type_code == VIGNETTE)
        .order_by(Item.code, ItemVersion.number)
    )
    newest = {row[0]: row[1] for row in rows}  # of each code the last row
    return tuple(CaseRow(code, content) for code, content in newest.items())


def lock_case_content(session: Session, code: str, *, bank_code: str) -> Mapping[str, Any] | None:
    """How a case is told now, behind a lock on it; None where there is no such case."""
    is_case = select(ItemVersion.id).where(
        ItemVersion.item_id == Item.id, ItemVersion.type_code == VIGNETTE
    )
    item_id = session.scalar(
        select(Item.id)
        .where(Item.bank_code == bank_code, Item.code == code, is_case.exists())
        .with_for_update()
    )
    if item_id is None:
        return None
    newest = select(ItemVersion.content).where(ItemVersion.item_id == item_id)
    found: Mapping[str, Any] = session.scalars(
        newest.order_by(ItemVersion.number.desc()).limit(1)
    ).one()
    return found


def asking_items(session: Session, code: str, *, bank_code: str) -> tuple[str, ...]:
    """The codes of items whose newest version asks about a case."""
    rows = session.execute(
        select(Item.code, CASE_CODE)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_code == bank_code)
        .order_by(Item.code, ItemVersion.number)
    )
    newest = {row[0]: row[1] for row in rows}
    return tuple(item for item, case in newest.items() if case == code)
