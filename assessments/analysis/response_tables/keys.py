"""Reads a key file: the right answers, points and objective of each item. Pure."""

from dataclasses import dataclass
from typing import Final

from assessments.analysis.response_tables import columns
from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.sheet import Sheet

ANSWER_SEPARATOR: Final = "|"  # between alternative right answers


@dataclass(frozen=True, slots=True)
class ItemKey:
    """Key of one item. With empty `answers` the table holds points from `lowest` to `highest`.

    `lowest` is 0, or negative if wrong answers lose points.
    """

    item: str
    answers: tuple[str, ...] = ()
    highest: float = 1.0
    objective: str = ""
    form: str = ""
    lowest: float = 0.0

    def points(self, answer: str) -> float:
        """Return the points of an answer; an omitted answer has none."""
        if answer in self.answers:
            return self.highest
        return self.lowest if answer else 0.0


def normalise_answer(answer: str) -> str:
    """Return the form in which answers are compared: case-folded and stripped."""
    return answer.strip().casefold()


def read_keys(sheet: Sheet) -> dict[str, ItemKey]:
    """Return the keys by item. Raises TableError."""
    indexes = columns.column_indexes(sheet, columns.KEY_COLUMN_NAMES)
    item_index = columns.require_column(indexes, "item")
    if "key" not in indexes and "max" not in indexes:
        raise TableError("column-missing", column="key")
    keys: dict[str, ItemKey] = {}
    for row in sheet.rows:
        cells = {name: row.cells[index] for name, index in indexes.items()}
        item = row.cells[item_index]
        if not item or item in keys:
            raise TableError("key-item-unclear", line=row.line, item=item)
        answers = tuple(part.strip() for part in cells.get("key", "").split(ANSWER_SEPARATOR))
        highest = columns.read_number(sheet, row, indexes["max"]) if "max" in indexes else None
        if highest is not None and highest <= 0:
            raise TableError("key-max-unclear", line=row.line, item=item)
        lowest = columns.read_number(sheet, row, indexes["min"]) if "min" in indexes else None
        if lowest is not None and lowest > 0:
            raise TableError("key-min-unclear", line=row.line, item=item)
        keys[item] = ItemKey(
            item=item,
            answers=tuple(answer for answer in answers if answer),
            highest=highest or 1.0,
            objective=cells.get("objective", ""),
            form=cells.get("form", ""),
            lowest=lowest or 0.0,
        )
    return keys
