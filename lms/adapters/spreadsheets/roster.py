"""The lines of a roster from whatever file or text it came in."""

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
from lms.adapters.spreadsheets.oneroster import is_users_file, users_alone
from lms.adapters.spreadsheets.reading import pasted_sheet, read_sheets
from lms.adapters.spreadsheets.roster_files import EXAMPLE_SHEETS, LISTS
from lms.adapters.spreadsheets.roster_headings import Columns, find_columns
from lms.adapters.spreadsheets.tables import Sheet
from lms.organisations.roster.lines import RosterLine
from lms.workflows.rosters.columns import HEADINGS

LOOKED_AT: Final = 10  # rows in which the headings may stand, below a title


@dataclass(frozen=True, slots=True)
class RosterFile:
    """`left_out` are sheets that were not read, by name."""

    lines: tuple[RosterLine, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Headed:
    sheet: Sheet
    line: int
    columns: Columns


def read_roster(content: bytes, *, most_rows: int) -> RosterFile:
    """Raises TableRefused."""
    return _roster_of(read_sheets(content, most_rows=most_rows), most_rows)


def pasted_roster(text: str, *, most_rows: int) -> RosterFile:
    """Raises TableRefused."""
    return _roster_of([pasted_sheet(text, most_rows=most_rows)], most_rows)


def _roster_of(sheets: Sequence[Sheet], most_rows: int) -> RosterFile:
    sheets = [_without_pupils(sheet, most_rows) for sheet in sheets if not sheet.is_empty]
    headed = [found for found in map(_headed, sheets) if found is not None]
    shown = [found for found in headed if _is_shown(found.sheet)]
    if not shown:
        raise _nothing_found(sheets, headed)
    if len(shown) > 1:
        raise RosterHasSeveralSheets(sheets=", ".join(found.sheet.name for found in shown))
    others = (sheet for sheet in sheets if sheet is not shown[0].sheet)
    ours = (LISTS, *EXAMPLE_SHEETS)
    left_out = tuple(sheet.name for sheet in others if sheet.name not in ours)
    return RosterFile(_lines(shown[0]), left_out)


def _is_shown(sheet: Sheet) -> bool:
    """The examples of the template are nobody."""
    return not sheet.is_hidden and sheet.name not in EXAMPLE_SHEETS


def _without_pupils(sheet: Sheet, most_rows: int) -> Sheet:
    """`users.csv` of OneRoster by itself is read by its own headings."""
    if is_users_file(sheet.rows[0]):
        return Sheet(sheet.name, users_alone(sheet.rows, most_rows=most_rows))
    return sheet


def _headed(sheet: Sheet) -> _Headed | None:
    for line, row in enumerate(sheet.rows[:LOOKED_AT], start=1):
        columns = find_columns(row)
        if columns is not None:
            return _Headed(sheet, line, columns)
    return None


def _nothing_found(sheets: Sequence[Sheet], headed: Sequence[_Headed]) -> Exception:
    if headed:
        return RosterSheetHidden(sheet=headed[0].sheet.name)
    first = next((row for sheet in sheets for row in sheet.rows if any(row)), [])
    found = ", ".join(cell[:40] for cell in first[:8] if cell)
    return RosterHeadingsMissing(needed=", ".join(HEADINGS["id"].values()), found=found)


def _lines(found: _Headed) -> tuple[RosterLine, ...]:
    merged = [name for last, name in found.sheet.merged if last > found.line]
    if merged:
        raise TableHasMergedCells(cells=merged[0])
    rows = enumerate(found.sheet.rows[found.line :], start=found.line + 1)
    lines = tuple(found.columns.line(number, row) for number, row in rows if any(row))
    if not lines:
        raise RosterHasNoRows()
    return lines
