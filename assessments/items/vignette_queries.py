"""Queries of authors about cases: all of a bank, the newest text, the items of a case."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.models import Item, ItemVersion
from assessments.items.types.values import Content
from assessments.items.vignettes import VIGNETTE

CASE_CODE = ItemVersion.content[(VIGNETTE, "code")].as_string()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The newest version of a case."""

    code: str
    content: Content

    def opening(self, language: str) -> str:
        """Return the text of the case."""
        return str(self.content[f"stem_{language}"])


def list_cases(session: Session, *, bank_code: str) -> tuple[CaseRow, ...]:
    """Return all cases of a bank, by code."""
    rows = session.execute(
        select(Item.code, ItemVersion.content)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_code == bank_code, ItemVersion.type_code == VIGNETTE)
        .order_by(Item.code, ItemVersion.number)
    )
    newest = {row[0]: row[1] for row in rows}  # the last row of each code
    return tuple(CaseRow(code, content) for code, content in newest.items())


def lock_case_content(session: Session, code: str, *, bank_code: str) -> Content | None:
    """Lock a case and return its newest content; None for an unknown case."""
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
    content: Content = session.scalars(newest.order_by(ItemVersion.number.desc()).limit(1)).one()
    return content


def list_items_of_case(session: Session, code: str, *, bank_code: str) -> tuple[str, ...]:
    """Return the codes of the items whose newest version asks about a case."""
    rows = session.execute(
        select(Item.code, CASE_CODE)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.bank_code == bank_code)
        .order_by(Item.code, ItemVersion.number)
    )
    newest = {row[0]: row[1] for row in rows}
    return tuple(item for item, case in newest.items() if case == code)
