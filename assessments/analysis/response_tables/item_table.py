"""Table of one test: the answers of each learner to each item. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assessments.analysis.response_tables import columns
from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.keys import ItemKey, normalise_answer
from assessments.analysis.response_tables.sheet import Row, Sheet

SECONDS_ENDINGS: Final = (" seconds", "_seconds", " detik", "_detik")


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """Answers to one item. An empty cell is an omitted answer and scores 0."""

    key: ItemKey
    scores: tuple[float, ...]
    is_omitted: tuple[bool, ...]
    answers: tuple[str, ...] | None = None
    seconds: tuple[float, ...] = ()

    @property
    def is_dichotomous(self) -> bool:
        """Tell whether the item is scored 0 or 1."""
        return self.key.highest == 1 and set(self.scores) <= {0.0, 1.0}


@dataclass(frozen=True, slots=True)
class ItemTable:
    """Answers of all learners; `dimensions` holds the group of each learner by column."""

    learners: tuple[str, ...]
    items: tuple[ItemColumn, ...]
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def read_item_table(
    sheet: Sheet, keys: Mapping[str, ItemKey] | None = None, *, group: str = ""
) -> ItemTable:
    """Parse a sheet with one row per learner. Raises TableError.

    With `keys`, only their items are read and other columns are ignored. `group` names any column
    as a group.
    """
    indexes = columns.column_indexes(sheet, columns.COLUMN_NAMES)
    names: tuple[str, ...] = columns.DIMENSIONS
    if group:
        name, indexes = columns.add_group_column(sheet, indexes, group)
        names = (*(known for known in names if known != name), name)
    learners = columns.read_learners(sheet, columns.require_column(indexes, columns.LEARNER))
    item_indexes = find_item_columns(sheet, keys, taken=indexes.values())
    seconds_indexes = {name: _find_seconds_column(sheet, name) for name in item_indexes}
    dimensions = {name: indexes[name] for name in names if name in indexes}
    used = {*indexes.values(), *item_indexes.values(), *seconds_indexes.values()}
    return ItemTable(
        learners=learners,
        items=tuple(
            read_item_column(sheet, sheet.rows, index, (keys or {}).get(name, ItemKey(name)))
            for name, index in item_indexes.items()
        ),
        dimensions={
            name: tuple(columns.read_text(row, index) for row in sheet.rows)
            for name, index in dimensions.items()
        },
        ignored=tuple(h for index, h in enumerate(sheet.headings) if index not in used),
    )


def find_item_columns(
    sheet: Sheet, keys: Mapping[str, ItemKey] | None, *, taken: Collection[int]
) -> dict[str, int]:
    """Map item names to column indexes: those that the keys name, or all remaining columns.

    Raises TableError.
    """
    if keys is not None:
        missing = [name for name in keys if name not in sheet.headings]
        if missing:
            raise TableError("item-missing", item=missing[0])
        indexes = {name: sheet.headings.index(name) for name in keys}
        for name, index in indexes.items():
            if index in taken:
                raise TableError("key-names-no-item", item=name)
        return indexes
    remaining = {
        heading: index
        for index, heading in enumerate(sheet.headings)
        if index not in set(taken) and not heading.casefold().endswith(SECONDS_ENDINGS)
    }
    if not remaining:
        raise TableError("no-items")
    return remaining


def read_item_column(sheet: Sheet, rows: tuple[Row, ...], index: int, key: ItemKey) -> ItemColumn:
    """Read one item from the rows: answers scored by the key, or points. Raises TableError."""
    cells = [columns.read_text(row, index, answers=key.answers) for row in rows]
    is_omitted = tuple(not cell for cell in cells)
    seconds_index = _find_seconds_column(sheet, key.item)
    seconds = (
        ()
        if seconds_index is None
        else [columns.read_seconds(sheet, r, seconds_index) for r in rows]
    )
    known_seconds = tuple(value for value in seconds if value is not None)
    if not key.answers:
        points = (
            columns.read_number_within(sheet, r, index, highest=key.highest, lowest=key.lowest)
            for r in rows
        )
        return ItemColumn(
            key, tuple(value or 0.0 for value in points), is_omitted, None, known_seconds
        )
    answers = _unify_spelling(cells, key)
    scores = tuple(key.points(answer) for answer in answers)
    return ItemColumn(key, scores, is_omitted, answers, known_seconds)


def _unify_spelling(answers: Sequence[str], key: ItemKey) -> tuple[str, ...]:
    """Return each answer as the key spells it, or as its first occurrence."""
    spellings = {"": ""}
    for answer in (*key.answers, *answers):
        spellings.setdefault(normalise_answer(answer), answer)
    return tuple(spellings[normalise_answer(answer)] for answer in answers)


def _find_seconds_column(sheet: Sheet, item: str) -> int | None:
    names = [heading.casefold() for heading in sheet.headings]
    for ending in SECONDS_ENDINGS:
        if item.casefold() + ending in names:
            return names.index(item.casefold() + ending)
    return None
