"""Parses lists of numbers or codes: pasted text, CSV or a workbook."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import Final

from certificates.numbers import parse_number
from certificates.records.api_queries import is_code
from lms.adapters.spreadsheets.errors import (
    NotATable,
    TableHasTooManyColumns,
    TableHasTooManyRows,
    TableUnpacksTooLarge,
)
from lms.adapters.spreadsheets.packages import declared_size
from lms.adapters.spreadsheets.reading import OTHER_KINDS, read_sheets
from lms.adapters.spreadsheets.tables import MAX_COLUMNS, Sheet, refuse_formulas
from lms.adapters.spreadsheets.workbooks import OLE, ZIP
from lms.kernel.errors import Invalid, Unavailable

MAX_ENTRIES: Final = 500
MAX_ROWS: Final = 2_000  # of a sheet; many programs format empty rows below the last entry
MAX_UNPACKED: Final = 8 * 1024 * 1024  # bytes of a decompressed workbook
MAX_CHARACTERS: Final = 1024 * 1024  # in all cells
MAX_ENTRY: Final = 1_200  # characters: a code with a long name
SEPARATORS: Final = {"tab": "\t", "semicolon": ";", "comma": ",", "bar": "|"}

_ENCODINGS = (("utf-16", (b"\xff\xfe", b"\xfe\xff")), ("utf-8-sig", (b"",)))
_ANY_SEPARATOR = re.compile(r"[,;\t|]")
_DIGITS = re.compile(r"\d+")
_HEADING = re.compile(r"sertifikat|certificate", re.IGNORECASE)
Row = Sequence[str]


class ListTooLong(Invalid):
    """There are more rows than `max`."""

    code = "verify-list-too-long"


class ListEmpty(Invalid):
    """There is no row."""

    code = "verify-list-empty"


class ListTooLarge(Invalid):
    """The upload has more than `megabytes` MB."""

    code = "verify-list-too-large"


class WorkbooksBusy(Unavailable):
    """Another workbook is being read."""

    code = "verify-workbooks-busy"


class NumbersInSeveralSheets(Invalid):
    """Several visible sheets have numbers."""

    code = "verify-list-several-sheets"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row; `entry` is a number or a code, or the other content of that cell."""

    entry: str
    other_cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberList:
    """A list; `headings` are those of the entries and the other columns, possibly empty."""

    headings: tuple[str, ...]
    rows: tuple[ListRow, ...]

    @property
    def entries(self) -> list[str]:
        """The entries of all rows."""
        return [row.entry for row in self.rows]


def list_in_file(content: bytes) -> NumberList:
    """Parse a workbook or a text file.

    Raises ListEmpty, ListTooLong, NumbersInSeveralSheets or a TableRefused.
    """
    if content.startswith((ZIP, OLE)):
        return _list_of(_rows_in_workbook(content))
    if content.startswith(OTHER_KINDS):
        raise NotATable()
    return list_in_text(decode_text(content))


def list_in_text(text: str, *, separator: str = "") -> NumberList:
    """Parse text with a number or code a line, in any column.

    `separator` is that of the columns, or empty to detect it. Each line is parsed separately, so
    that an unclosed quotation mark affects one line only. Raises ListEmpty, ListTooLong or
    TableHasTooManyColumns.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_ROWS:
        raise ListTooLong(max=MAX_ENTRIES)
    separator = separator or _commonest_separator(lines)
    return _list_of([_cells(line, separator) for line in lines])


def decode_text(content: bytes) -> str:
    """Decode text of spreadsheets: UTF-8, UTF-16 with byte order mark, or Windows-1252."""
    for encoding, marks in _ENCODINGS:
        if content.startswith(marks):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    return content.decode("cp1252", "replace")


def tab_separated(numbers: NumberList) -> str:
    """Format a list as text that `list_in_text` parses with a tab as separator."""
    written = StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    rows = [numbers.headings] if numbers.headings else []
    rows += [(row.entry, *row.other_cells) for row in numbers.rows]
    writer.writerows([" ".join(cell.split()) for cell in row] for row in rows)
    return written.getvalue()


def _rows_in_workbook(content: bytes) -> Sequence[Row]:
    """Return the rows of the only visible sheet with numbers, or of the first sheet."""
    if content.startswith(ZIP) and declared_size(content) > MAX_UNPACKED:
        raise TableUnpacksTooLarge()
    try:
        sheets = read_sheets(content, max_rows=MAX_ROWS)
    except TableHasTooManyRows:
        raise ListTooLong(max=MAX_ENTRIES) from None
    refuse_formulas(sheets)
    visible = [sheet for sheet in sheets if not (sheet.is_empty or sheet.is_hidden)]
    with_numbers = [sheet for sheet in visible if _has_number(sheet)]
    if len(with_numbers) > 1:
        names = ", ".join(sheet.name for sheet in with_numbers)
        raise NumbersInSeveralSheets(sheets=names)
    chosen = with_numbers or visible[:1]
    rows = chosen[0].rows if chosen else []
    if sum(len(cell) for row in rows for cell in row) > MAX_CHARACTERS:
        raise TableUnpacksTooLarge()
    return rows


def _has_number(sheet: Sheet) -> bool:
    return any(_weight(cell) for row in sheet.rows for cell in row)


def _commonest_separator(lines: Sequence[str]) -> str:
    return max(SEPARATORS.values(), key=lambda sign: sum(sign in line for line in lines))


def _cells(line: str, separator: str) -> Row:
    """Split at the separator of the file, or at any separator if no number results.

    Raises TableHasTooManyColumns.
    """
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except csv.Error:  # a cell beyond the limit of the csv module
        cells = line.split(separator)
    if len(cells) > MAX_COLUMNS:
        raise TableHasTooManyColumns(most=MAX_COLUMNS)
    cells = [cell.strip() for cell in cells]
    if any(map(_weight, cells)):
        return cells
    others = [cell.strip().strip('"') for cell in _ANY_SEPARATOR.split(line, MAX_COLUMNS)]
    return others if any(map(_weight, others)) else cells


def _list_of(rows: Sequence[Row]) -> NumberList:
    rows = [row for row in rows if any(row)]
    if not rows:
        raise ListEmpty()
    column = _number_column(rows)
    headings, rows = _without_headings(rows, column)
    if len(rows) > MAX_ENTRIES:
        raise ListTooLong(max=MAX_ENTRIES)
    width = max(map(len, (headings, *rows)))
    return NumberList(
        _filled(_entry_first(headings, column), width) if headings else (),
        tuple(_list_row(row, column, width) for row in rows),
    )


def _number_column(rows: Sequence[Row]) -> int:
    """Return the column with the most numbers; other columns may have lookalikes."""
    weights = [sum(map(_weight, column)) for column in zip_longest(*rows, fillvalue="")]
    named = {at for row in rows[:1] for at, cell in enumerate(row) if _HEADING.search(cell)}
    return max(range(len(weights)), key=lambda at: (weights[at], at in named, -at))


def _weight(cell: str) -> int:
    """Weigh a cell as a number: 16 digits are more likely an identity card number."""
    if not (is_code(cell) or parse_number(cell)):
        return 0
    return 1 if _DIGITS.fullmatch(cell) else 2


def _without_headings(rows: Sequence[Row], column: int) -> tuple[Row, Sequence[Row]]:
    """Split headings, possibly empty, from the rows below; skip titles above."""
    numbered = (at for at, row in enumerate(rows) if _entry_position(row, column) is not None)
    first = next(numbered, min(1, len(rows) - 1))
    above = list(rows[:first])
    if max(map(len, rows)) > 1:
        while above and sum(map(bool, above[0])) == 1:
            above.pop(0)
    return (above[0] if above else ()), [*above[1:], *rows[first:]]


def _entry_position(row: Row, column: int) -> int | None:
    """Return the index of the number: in its column, or else a certain one elsewhere."""
    if column < len(row) and _weight(row[column]):
        return column
    return next((at for at, cell in enumerate(row) if _weight(cell) > 1), None)


def _list_row(row: Row, column: int, width: int) -> ListRow:
    position = _entry_position(row, column)
    cells = list(_filled(row, width))
    if position is not None and position != column:  # keeps the other cell
        cells[column], cells[position] = cells[position], cells[column]
    entry, *others = _entry_first(cells, column)
    return ListRow(entry[:MAX_ENTRY], tuple(others))


def _entry_first(cells: Row, column: int) -> Row:
    return [*cells[column : column + 1], *cells[:column], *cells[column + 1 :]]


def _filled(cells: Row, width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))
