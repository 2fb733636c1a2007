"""Reads and writes cells of XLSX and CSV files; rejects formulas and huge cells. Pure."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Final

from assessments.exchange.reading import MAX_BYTES, FileRejected
from assessments.exchange.texts import decode_text
from assessments.exchange.xml_files import ZIP, unpack

MAX_CELL: Final = 10_000  # characters
MAX_ROWS: Final = 5_000
OTHER_BOOKS: Final = ("xl/workbook.bin", "content.xml")  # XLSB and ODS, which are packages too
# Beyond column ZZ, or in a row of four digits and more, which is then checked.
FAR_CELL: Final = re.compile(rb"""\br\s*=\s*["']\s*(?:[A-Za-z]{3,}\d+|[A-Za-z]*0*(\d{4,}))""")
SEPARATORS: Final = (",", ";", "\t")
FORMULA_STARTS: Final = ("=", "+", "-", "@")
NUMBER: Final = re.compile(r"^[-+]?\d+([.,]\d+)?$")

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a sheet; `line` counts from 1."""

    line: int
    values: tuple[str, ...]


def csv_rows(content: bytes) -> Iterator[Cells]:
    """Yield the rows of a CSV file. Raises FileRejected."""
    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    text = decode_text(content)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        for line, row in enumerate(reader, start=1):
            for index, cell in enumerate(row):
                if cell.lstrip().startswith("="):
                    raise FileRejected("formula-in-cell", cell_name(line, index))
            yield _checked(line, [_unguarded(cell) for cell in row])
    except csv.Error as problem:
        if "field limit" in str(problem):
            raise FileRejected("cell-too-long", str(reader.line_num)) from problem
        raise FileRejected("not-a-table", str(problem)) from problem


def workbook_rows(content: bytes) -> Iterator[Cells]:
    """Yield the rows of the first sheet, read in this process. Raises FileRejected.

    Use `process.xlsx_rows` in the server: a workbook can take much memory.
    """
    if not content.startswith(ZIP):
        raise FileRejected("not-this-format", "xlsx")
    _check_package(content)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as problem:
        raise FileRejected("package-broken", str(problem)[:80]) from problem
    for line, row in enumerate(rows, start=1):
        yield _checked(line, [_as_text(cell) for cell in row])


def _checked(line: int, row: Sequence[str]) -> Cells:
    if line > MAX_ROWS:
        raise FileRejected("too-many-rows", str(MAX_ROWS))
    for index, cell in enumerate(row):
        if len(cell) > MAX_CELL:
            raise FileRejected("cell-too-long", cell_name(line, index))
    return Cells(line, tuple(row))


def _check_package(content: bytes) -> None:
    """Reject formulas and far cells: the reader would allocate every cell before them."""
    for name, part in unpack(content):
        if name.lower() in OTHER_BOOKS:
            raise FileRejected("not-this-format", "xlsx")
        if b"sheetData" not in part and not name.startswith("xl/worksheets/"):
            continue
        if b"<!DOCTYPE" in part[:4096]:
            raise FileRejected("dtd-refused")
        _require_no_formulas(name, part)
        _require_near_cells(part)


def _require_no_formulas(name: str, part: bytes) -> None:
    formula = re.search(rb"<(?:\w+:)?f[\s>/]", part)
    if formula:
        cell = re.findall(rb'\br="([A-Z]+\d+)"', part[: formula.start()])[-1:]
        raise FileRejected("formula-in-cell", cell[0].decode() if cell else name)


def _require_near_cells(part: bytes) -> None:
    for cell in FAR_CELL.finditer(part):
        if cell[1] is None:
            raise FileRejected("package-too-large")
        if int(cell[1][:9]) > MAX_ROWS:
            raise FileRejected("too-many-rows", str(MAX_ROWS))


def _as_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def cell_name(line: int, index: int) -> str:
    """Return the name of a cell, such as B3; `line` counts from 1, `index` from 0."""
    letters, column = "", index + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def csv_file(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write CSV in UTF-8 with a byte order mark, for Excel; escape texts like formulas."""
    file = StringIO(newline="")
    csv.writer(file).writerows([[_guarded(cell) for cell in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Sequence[Sequence[Cell]], sheet_name: str) -> bytes:
    """Write a workbook with one sheet; the first row is the headings, numbers stay numbers."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(sheet_name)
        head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        body = workbook.add_format({"text_wrap": True, "valign": "top"})
        for line, row in enumerate(rows):
            for index, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(line, index, cell, body)
                elif cell:
                    sheet.write_string(line, index, cell, body if line else head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 100, 18)
    return file.getvalue()


def _guarded(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    is_formula = cell.startswith(FORMULA_STARTS) and not NUMBER.match(cell)
    return f"'{cell}" if is_formula or cell.startswith("'") else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA_STARTS, "'") else cell
