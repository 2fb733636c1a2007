"""The list of a bank's items for authors: search, filters, pages. Never for learners."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assessments.items.authoring_queries import get_forms_by_version, get_states_by_version
from assessments.items.models import Item, ItemVersion

PER_PAGE: Final = 25
SORTS: Final = ("code", "newest")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Search criteria; empty ones match all. Code or stem must contain each word of `text`."""

    text: str = ""
    objective: str = ""
    use: str = ""  # the code of a form
    type_code: str = ""
    bloom: str = ""
    state: str = ""
    sort: str = "code"

    def matches(self, row: "ItemRow") -> bool:
        """Return whether an item meets all criteria."""
        searched = f"{row.code}\n{row.stem_id}\n{row.stem_en}".casefold()
        return (
            self.objective in ("", row.objective)
            and self.type_code in ("", row.type_code)
            and self.bloom in ("", row.bloom)
            and self.state in ("", row.state)
            and (not self.use or self.use in row.forms)
            and all(word in searched for word in self.text.casefold().split())
        )


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The newest version of an item; `forms` are those of the newest course version."""

    code: str
    type_code: str
    stem_id: str
    stem_en: str
    objective: str
    bloom: str
    versions: int
    state: str
    forms: tuple[str, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ItemList:
    """A page of matching items, counted from 1; `total` is the number of items of the bank."""

    rows: tuple[ItemRow, ...]
    page: int
    pages: int
    match_count: int
    total: int

    @property
    def first(self) -> int:
        """Number of the first row among all matches, from 1."""
        return (self.page - 1) * PER_PAGE + 1


def get_item_list(
    session: Session, *, bank_code: str, context_id: UUID, criteria: ItemFilter, page: int = 1
) -> ItemList:
    """Return a page of the items that match, or the last page if there are fewer."""
    rows = list(_rows(session, bank_code, context_id))
    matches = [row for row in rows if criteria.matches(row)]
    if criteria.sort == "newest":
        matches.sort(key=lambda row: row.changed_at, reverse=True)
    pages = count_pages(len(matches))
    page = min(max(page, 1), pages)
    shown = slice_page(matches, page)
    return ItemList(tuple(shown), page, pages, match_count=len(matches), total=len(rows))


def count_pages(rows: int) -> int:
    """Return the number of pages, at least 1."""
    return max(1, -(-rows // PER_PAGE))


def slice_page(rows: Sequence[Row], page: int) -> Sequence[Row]:
    """Return the rows of a page, counted from 1."""
    return rows[(page - 1) * PER_PAGE : page * PER_PAGE]


def _rows(session: Session, bank_code: str, context_id: UUID) -> Iterator[ItemRow]:
    """Yield the newest version of each item, by code."""
    versions = session.execute(_versions(bank_code)).all()
    newest = {row.code: row for row in versions}  # the last row of each code
    states = get_states_by_version(session, [row.id for row in newest.values()])
    forms = get_forms_by_version(session, context_id)
    counted: defaultdict[str, int] = defaultdict(int)
    in_forms: defaultdict[str, list[str]] = defaultdict(list)
    for row in versions:
        counted[row.code] += 1
        in_forms[row.code] += forms[row.id]
    for row in newest.values():
        yield ItemRow(
            row.code,
            row.type_code,
            row.stem_id,
            row.stem_en,
            row.objective_code,
            row.bloom,
            counted[row.code],
            states.get(row.id, row.review_state),
            tuple(in_forms[row.code]),
            row.created_at,
        )


def _versions(bank_code: str) -> Select[Any]:
    """Select versions by code and number, with the stem only: pictures are large."""
    return (
        select(
            Item.code,
            ItemVersion.id,
            ItemVersion.type_code,
            ItemVersion.content["stem_id"].as_string().label("stem_id"),
            ItemVersion.content["stem_en"].as_string().label("stem_en"),
            ItemVersion.objective_code,
            ItemVersion.bloom,
            ItemVersion.review_state,
            ItemVersion.created_at,
        )
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_code == bank_code)
        .order_by(Item.code, ItemVersion.number)
    )
