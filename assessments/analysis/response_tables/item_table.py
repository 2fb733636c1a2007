"""A table of one test: what every learner answered to every item. Pure."""

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
    """One item. An empty cell is an answer left out: no points, as in the program's own tests."""

    key: ItemKey
    scores: tuple[float, ...]
    is_omitted: tuple[bool, ...]
    answers: tuple[str, ...] | None = None
    seconds: tuple[float, ...] = ()

    @property
    def is_dichotomous(self) -> bool:
        """Right or wrong, one point."""
        return self.key.highest == 1 and set(self.scores) <= {0.0, 1.0}


@dataclass(frozen=True, slots=True)
class ItemTable:
    learners: tuple[str, ...]
    items: tuple[ItemColumn, ...]
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def read_item_table(sheet: Sheet, keys: Mapping[str, ItemKey] | None = None) -> ItemTable:
    """Raises TableProblem. With keys, their items are read and other columns are ignored."""
    found = columns.column_indexes(sheet, columns.COLUMN_NAMES)
    learners = columns.read_learners(sheet, columns.require_column(found, columns.LEARNER))
    wanted = find_item_columns(sheet, keys, taken=found.values())
    timed = {name: _find_seconds_column(sheet, name) for name in wanted}
    dimensions = {name: found[name] for name in columns.DIMENSIONS if name in found}
    used = {*found.values(), *wanted.values(), *timed.values()}
    return ItemTable(
        learners=learners,
        items=tuple(
            read_item_column(sheet, sheet.rows, place, (keys or {}).get(name, ItemKey(name)))
            for name, place in wanted.items()
        ),
        dimensions={
            name: tuple(row.cells[place] for row in sheet.rows)
            for name, place in dimensions.items()
        },
        ignored=tuple(h for place, h in enumerate(sheet.headings) if place not in used),
    )


def find_item_columns(
    sheet: Sheet, keys: Mapping[str, ItemKey] | None, *, taken: Collection[int]
) -> dict[str, int]:
    """Where each item stands: all that the keys name, or every column that is nothing else."""
    if keys is not None:
        missing = [name for name in keys if name not in sheet.headings]
        if missing:
            raise TableError("item-missing", item=missing[0])
        wanted = {name: sheet.headings.index(name) for name in keys}
        for name, place in wanted.items():
            if place in taken:
                raise TableError("key-names-no-item", item=name)
        return wanted
    found = {
        heading: place
        for place, heading in enumerate(sheet.headings)
        if place not in set(taken) and not heading.casefold().endswith(SECONDS_ENDINGS)
    }
    if not found:
        raise TableError("no-items")
    return found


def read_item_column(sheet: Sheet, rows: tuple[Row, ...], place: int, key: ItemKey) -> ItemColumn:
    is_omitted = tuple(not row.cells[place] for row in rows)
    seconds_place = _find_seconds_column(sheet, key.item)
    seconds = (
        ()
        if seconds_place is None
        else [columns.read_seconds(sheet, r, seconds_place) for r in rows]
    )
    taken = tuple(value for value in seconds if value is not None)
    if not key.answers:
        points = (columns.read_number_within(sheet, r, place, highest=key.highest) for r in rows)
        return ItemColumn(key, tuple(value or 0.0 for value in points), is_omitted, None, taken)
    answers = _unify_spelling([row.cells[place] for row in rows], key)
    scores = tuple(key.points(answer) for answer in answers)
    return ItemColumn(key, scores, is_omitted, answers, taken)


def _unify_spelling(answers: Sequence[str], key: ItemKey) -> tuple[str, ...]:
    """Each answer as the key spells it, or as it was spelt first."""
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
