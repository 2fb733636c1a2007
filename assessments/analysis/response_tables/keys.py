"""Reads a file of keys: for each item the right answer, its points and its objective. Pure."""

from dataclasses import dataclass
from typing import Final

from assessments.analysis.response_tables import columns
from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.sheet import Sheet

ANSWER_SEPARATOR: Final = "|"  # between answers that are equally right


@dataclass(frozen=True, slots=True)
class ItemKey:
    """Without `answers` the file holds points already, from 0 to `highest`."""

    item: str
    answers: tuple[str, ...] = ()
    highest: float = 1.0
    objective: str = ""
    form: str = ""

    def points(self, answer: str) -> float:
        return self.highest * (answer in self.answers)


def normalise_answer(answer: str) -> str:
    """Answers are equal without regard to case and to spaces around them."""
    return answer.strip().casefold()


def read_keys(sheet: Sheet) -> dict[str, ItemKey]:
    """By item. Raises TableProblem."""
    found = columns.column_indexes(sheet, columns.KEY_COLUMN_NAMES)
    item_place = columns.require_column(found, "item")
    if "key" not in found and "max" not in found:
        raise TableError("column-missing", column="key")
    keys: dict[str, ItemKey] = {}
    for row in sheet.rows:
        cells = {name: row.cells[place] for name, place in found.items()}
        item = row.cells[item_place]
        if not item or item in keys:
            raise TableError("key-item-unclear", line=row.line, item=item)
        answers = tuple(part.strip() for part in cells.get("key", "").split(ANSWER_SEPARATOR))
        highest = columns.read_number(sheet, row, found["max"]) if "max" in found else None
        if highest is not None and highest <= 0:
            raise TableError("key-max-unclear", line=row.line, item=item)
        keys[item] = ItemKey(
            item=item,
            answers=tuple(answer for answer in answers if answer),
            highest=highest or 1.0,
            objective=cells.get("objective", ""),
            form=cells.get("form", ""),
        )
    return keys
