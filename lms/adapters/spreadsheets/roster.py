"""Reads the lines of a roster from a file or pasted text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms.adapters.spreadsheets.errors import (
    RosterHasNoRows,
    RosterHasSeveralSheets,
    RosterHeadingsMissing,
    RosterSheetHidden,
    TableHasMergedCells,
)
from lms.adapters.spreadsheets.oneroster import is_users_file, users_file_rows
from lms.adapters.spreadsheets.reading import pasted_sheet, read_sheets
from lms.adapters.spreadsheets.roster_files import EXAMPLE_SHEETS, LISTS
from lms.adapters.spreadsheets.roster_headings import Columns, find_columns
from lms.adapters.spreadsheets.tables import Sheet
from lms.organisations.roster.lines import RosterLine
from lms.workflows.rosters.columns import HEADINGS

HEADING_ROWS: Final = 10  # headings may be below a title


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The lines of a roster; `left_out` has the names of sheets that were not read."""

    lines: tuple[RosterLine, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Headed:
    sheet: Sheet
    line: int
    columns: Columns


def read_roster(content: bytes, *, max_rows: int) -> RosterFile:
    """Raises TableRefused."""
    return _parse_sheets(read_sheets(content, max_rows=max_rows), max_rows)


def pasted_roster(text: str, *, max_rows: int) -> RosterFile:
    """Raises TableRefused."""
    return _parse_sheets([pasted_sheet(text, max_rows=max_rows)], max_rows)


def _parse_sheets(sheets: Sequence[Sheet], max_rows: int) -> RosterFile:
    sheets = [_convert_users_file(sheet, max_rows) for sheet in sheets if not sheet.is_empty]
    headed = [item for item in map(_find_headings, sheets) if item is not None]
    shown = [item for item in headed if _is_shown(item.sheet)]
    if not shown:
        raise _missing_error(sheets, headed)
    if len(shown) > 1:
        raise RosterHasSeveralSheets(sheets=", ".join(item.sheet.name for item in shown))
    others = (sheet for sheet in sheets if sheet is not shown[0].sheet)
    template_sheets = (LISTS, *EXAMPLE_SHEETS)
    left_out = tuple(sheet.name for sheet in others if sheet.name not in template_sheets)
    return RosterFile(_lines(shown[0]), left_out)


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


def _lines(table: _Headed) -> tuple[RosterLine, ...]:
    merged = [name for last, name in table.sheet.merged if last > table.line]
    if merged:
        raise TableHasMergedCells(cells=merged[0])
    rows = enumerate(table.sheet.rows[table.line :], start=table.line + 1)
    lines = tuple(table.columns.line(number, row) for number, row in rows if any(row))
    if not lines:
        raise RosterHasNoRows()
    return lines
