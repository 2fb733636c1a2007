"""Sheets of text rows, and their limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.exchange.spreadsheet.cells import cell_name
from lms.adapters.spreadsheets.errors import (
    TableCellTooLong,
    TableHasTooManyColumns,
    TableHasTooManyRows,
)

MAX_FILE_SIZE: Final = 10 * 1024 * 1024
MAX_COLUMNS: Final = 60
MAX_CELL_LENGTH: Final = 1_000  # characters

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; its first row is line 1. `merged` has the last line and name of ranges (A2:A9)."""

    name: str
    rows: Sequence[Row]
    is_hidden: bool = False
    merged: tuple[tuple[int, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(cell for row in self.rows for cell in row)


def checked_rows(rows: Sequence[Row], *, max_rows: int) -> Sequence[Row]:
    """Raises TableHasTooManyRows, TableHasTooManyColumns or TableCellTooLong."""
    if len(rows) > max_rows + 1:  # with headings
        raise TableHasTooManyRows(most=max_rows)
    for line, row in enumerate(rows, start=1):
        if len(row) > MAX_COLUMNS:
            raise TableHasTooManyColumns(most=MAX_COLUMNS)
        for index, cell in enumerate(row):
            if len(cell) > MAX_CELL_LENGTH:
                raise TableCellTooLong(cell=cell_name(line, index), most=MAX_CELL_LENGTH)
    return rows
