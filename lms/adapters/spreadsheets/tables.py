"""Sheets of text rows, and their limits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.exchange.spreadsheet.cells import cell_name
from lms.adapters.spreadsheets.errors import (
    TableCellTooLong,
    TableHasFormulas,
    TableHasTooManyColumns,
    TableHasTooManyRows,
)

MAX_FILE_SIZE: Final = 10 * 1024 * 1024
MAX_COLUMNS: Final = 60
MAX_CELL_LENGTH: Final = 1_000  # characters
CELL_NAME: Final = re.compile(r"\s*([A-Za-z]{1,3})(\d{1,7})\s*")
ALPHABET: Final = 26

Row = Sequence[str]
CellPosition = tuple[int, int]  # line from 1, index of the column from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; its first row is line 1.

    `merged` has the last line and name of ranges (A2:A9), `formulas` the cells with formulas.
    """

    name: str
    rows: Sequence[Row]
    is_hidden: bool = False
    merged: tuple[tuple[int, str], ...] = ()
    formulas: tuple[CellPosition, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(cell for row in self.rows for cell in row)


def cell_position(name: str) -> CellPosition:
    """Position of a cell named such as B3. Raises ValueError."""
    match = CELL_NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    column = 0
    for letter in match[1].upper():
        column = ALPHABET * column + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1


def refuse_formulas(sheets: Iterable[Sheet]) -> None:
    """Raises TableHasFormulas if any sheet has one."""
    for sheet in sheets:
        if sheet.formulas:
            raise TableHasFormulas(cell=cell_name(*sheet.formulas[0]))


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
