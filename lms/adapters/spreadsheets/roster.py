"""Reads the lines of a roster from a file or pasted text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.exchange.spreadsheet.cells import cell_name
from lms.adapters.spreadsheets.errors import (
    RosterHasNoRows,
    RosterHasSeveralSheets,
    RosterHeadingsMissing,
    RosterSheetHidden,
    TableHasFormulas,
    TableHasMergedCells,
)
from lms.adapters.spreadsheets.oneroster import is_users_file, users_file_rows
from lms.adapters.spreadsheets.reading import pasted_sheet, read_sheets
from lms.adapters.spreadsheets.roster_ending import end_of_people, is_column_numbers
from lms.adapters.spreadsheets.roster_files import EXAMPLE_SHEETS, LISTS
from lms.adapters.spreadsheets.roster_headings import CONTACTS, Columns, find_columns
from lms.adapters.spreadsheets.tables import Row, Sheet, cell_position
from lms.organisations.roster.lines import RosterLine, RosterSource
from lms.workflows.rosters.columns import HEADINGS

HEADING_ROWS: Final = 10  # headings may be below a title
MAX_FILE_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The lines of a roster.

    `left_out` has the names of sheets that were not read, `signatures` the numbers of the lines
    below the people that were recognised as signatures. `sheet` is the name of the sheet that was
    read, if there are several.
    """

    lines: tuple[RosterLine, ...]
    left_out: tuple[str, ...] = ()
    signatures: tuple[int, ...] = ()
    sheet: str = ""

    def source(self, file_name: str) -> RosterSource:
        """Where the lines come from, to be stored with them."""
        first, last = (self.signatures[0], self.signatures[-1]) if self.signatures else (0, 0)
        return RosterSource(file_name[:MAX_FILE_NAME], self.sheet, self.left_out, first, last)


@dataclass(frozen=True, slots=True)
class _Headed:
    sheet: Sheet
    line: int
    columns: Columns

    @property
    def rows(self) -> Sequence[Row]:
        """Rows below the headings, without signatures and without numbers of columns."""
        below = self.sheet.rows[self.line :]
        end = end_of_people(
            below, names=self.columns.of("name"), contacts=self.columns.of(*CONTACTS)
        )
        has_numbers = bool(below) and is_column_numbers(below[0])
        return [(), *below[1:end]] if has_numbers and end else below[:end]


def read_roster(content: bytes, *, max_rows: int, sheet: str = "") -> RosterFile:
    """Read the only sheet with people, or the sheet of this name. Raises TableRefused."""
    return _parse_sheets(read_sheets(content, max_rows=max_rows), max_rows, sheet)


def pasted_roster(text: str, *, max_rows: int) -> RosterFile:
    """Raises TableRefused."""
    return _parse_sheets([pasted_sheet(text, max_rows=max_rows)], max_rows)


def _parse_sheets(sheets: Sequence[Sheet], max_rows: int, chosen: str = "") -> RosterFile:
    sheets = [_convert_users_file(sheet, max_rows) for sheet in sheets if not sheet.is_empty]
    headed = [item for item in map(_find_headings, sheets) if item is not None]
    shown = [item for item in headed if _is_shown(item.sheet)]
    if not shown:
        raise _missing_error(sheets, headed)
    table = _choose_sheet(shown, chosen)
    others = (sheet for sheet in sheets if sheet is not table.sheet)
    template_sheets = (LISTS, *EXAMPLE_SHEETS)
    left_out = tuple(sheet.name for sheet in others if sheet.name not in template_sheets)
    rows = table.rows
    signatures = range(table.line + len(rows) + 1, len(table.sheet.rows) + 1)
    sheet = table.sheet.name if left_out else ""
    return RosterFile(_lines(table, rows), left_out, tuple(signatures), sheet)


def _choose_sheet(shown: Sequence[_Headed], chosen: str) -> _Headed:
    """Raises RosterHasSeveralSheets. Sheets with headings and nobody below do not count."""
    named = [item for item in shown if item.sheet.name == chosen]
    filled = named or [item for item in shown if any(map(any, item.rows))] or shown[:1]
    if len(filled) > 1:
        raise RosterHasSeveralSheets(names=[item.sheet.name for item in filled])
    return filled[0]


def _is_shown(sheet: Sheet) -> bool:
    """Sheets with examples of the template are not read."""
    return not sheet.is_hidden and sheet.name not in EXAMPLE_SHEETS


def _convert_users_file(sheet: Sheet, max_rows: int) -> Sheet:
    """Convert a single `users.csv` of OneRoster."""
    if is_users_file(sheet.rows[0]):
        return Sheet(sheet.name, users_file_rows(sheet.rows, max_rows=max_rows))
    return sheet


def _find_headings(sheet: Sheet) -> _Headed | None:
    for line, row in enumerate(sheet.rows[:HEADING_ROWS], start=1):
        columns = find_columns(row)
        if columns is not None:
            return _Headed(sheet, line, columns)
    return None


def _missing_error(sheets: Sequence[Sheet], headed: Sequence[_Headed]) -> Exception:
    if headed:
        return RosterSheetHidden(sheet=headed[0].sheet.name)
    first = next((row for sheet in sheets for row in sheet.rows if any(row)), [])
    headings = ", ".join(cell[:40] for cell in first[:8] if cell)
    return RosterHeadingsMissing(needed=", ".join(HEADINGS["id"].values()), found=headings)


def _lines(table: _Headed, rows: Sequence[Row]) -> tuple[RosterLine, ...]:
    """Rows with nothing in the columns of a roster are nobody, as are numbers filled in ahead."""
    _refuse_unclear(table, range(table.line + 1, table.line + len(rows) + 1))
    numbered = enumerate(rows, start=table.line + 1)
    lines = tuple(
        line
        for number, row in numbered
        if any(row) and any((line := table.columns.line(number, row)).texts)
    )
    if not lines:
        raise RosterHasNoRows()
    return lines


def _refuse_unclear(table: _Headed, lines: range) -> None:
    """Raises TableHasMergedCells or TableHasFormulas for cells that would be read."""
    used = set(table.columns.indexes.values())
    for last, name in table.sheet.merged:
        (first, left), (_last, right) = map(cell_position, name.split(":"))
        if last in lines and (first < last or used & set(range(left, right + 1))):
            raise TableHasMergedCells(cells=name)
    for line, index in table.sheet.formulas:
        if line in lines and index in used:
            raise TableHasFormulas(cell=cell_name(line, index))
