"""Reads XLSX, XLS and ODS."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from assessments.exchange.spreadsheet.cells import cell_name
from lms.adapters.spreadsheets.errors import TableBroken, TableEncrypted, TableHasMacros
from lms.adapters.spreadsheets.formulas import Formulas, find_formulas
from lms.adapters.spreadsheets.packages import check_package
from lms.adapters.spreadsheets.tables import Row, Sheet, checked_rows

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")
MAX_SHEETS: Final = 20

Value = int | float | str | bool | time | date | datetime | timedelta


def workbook_sheets(content: bytes, *, max_rows: int) -> list[Sheet]:
    """Raises TableRefused."""
    formulas: Formulas = {}
    if content.startswith(OLE):
        _refuse_ole(content)
    elif check_package(content, max_rows=max_rows):
        formulas = find_formulas(content)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        return [
            _sheet(workbook.get_sheet_by_index(index), is_hidden, max_rows, formulas)
            for index, is_hidden in _worksheets(workbook)
        ]
    except PasswordError:
        raise TableEncrypted() from None
    except (CalamineError, IndexError, ValueError, OverflowError) as problem:
        raise TableBroken() from problem


def _worksheets(workbook: CalamineWorkbook) -> Iterable[tuple[int, bool]]:
    for index, sheet in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
        if sheet.typ == SheetTypeEnum.WorkSheet:
            yield index, sheet.visible != SheetVisibleEnum.Visible


def _sheet(sheet: CalamineSheet, is_hidden: bool, max_rows: int, formulas: Formulas) -> Sheet:
    values = sheet.to_python(skip_empty_area=False)
    rows: list[Row] = [[_text(cell) for cell in row] for row in values]
    while rows and not any(rows[-1]):
        rows.pop()
    merged = sheet.merged_cell_ranges or ()
    ranges = tuple((end[0] + 1, f"{_name(start)}:{_name(end)}") for start, end in merged)
    checked = checked_rows(rows, max_rows=max_rows)
    return Sheet(sheet.name[:60], checked, is_hidden, ranges, formulas.get(sheet.name, ()))


def _name(corner: tuple[int, int]) -> str:
    return cell_name(corner[0] + 1, corner[1])


def _text(cell: Value) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        return cell.date().isoformat()
    return str(cell).strip()


def _refuse_ole(content: bytes) -> None:
    if ENCRYPTED in content:
        raise TableEncrypted()
    if MACROS in content:
        raise TableHasMacros()
