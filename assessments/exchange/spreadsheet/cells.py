"""Cells of an XLSX or CSV file, and how they are written; formulas and huge cells refused. Pure."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Final

from assessments.exchange.reading import MAX_BYTES, FileRejected
from assessments.exchange.spreadsheet.process import rows_in_subprocess
from assessments.exchange.texts import decoded
from assessments.exchange.xml_files import ZIP, unpacked

MAX_CELL: Final = 10_000  # characters
MAX_ROWS: Final = 5_000
OTHER_BOOKS: Final = ("xl/workbook.bin", "content.xml")  # XLSB and ODS, which are packages too
# Beyond column ZZ, or in a row of four digits and more, which is then looked at.
FAR_CELL: Final = re.compile(rb"""\br\s*=\s*["']\s*(?:[A-Za-z]{3,}\d+|[A-Za-z]*0*(\d{4,}))""")
SEPARATORS: Final = (",", ";", "\t")
FORMULA_STARTS: Final = ("=", "+", "-", "@")
NUMBER: Final = re.compile(r"^[-+]?\d+([.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class Cells:
    line: int
    values: tuple[str, ...]


def csv_rows(content: bytes) -> Iterator[Cells]:
    """Raises FileRejected."""
    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    text = decoded(content)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        for line, row in enumerate(reader, start=1):
            for place, cell in enumerate(row):
                if cell.lstrip().startswith("="):
                    raise FileRejected("formula-in-cell", cell_name(line, place))
            yield _checked(line, [_unguarded(cell) for cell in row])
    except csv.Error as problem:
        if "field limit" in str(problem):
            raise FileRejected("cell-too-long", str(reader.line_num)) from problem
        raise FileRejected("not-a-table", str(problem)) from problem


def xlsx_rows(content: bytes) -> Iterator[Cells]:
    """The first sheet, which a process of its own opens. Raises FileRejected."""
    if len(content) > MAX_BYTES:
        raise FileRejected("file-too-large")
    for line, row in enumerate(rows_in_subprocess(content), start=1):
        yield Cells(line, tuple(row))


def xlsx_rows_here(content: bytes) -> Iterator[Cells]:
    """The first sheet, opened in this process. Raises FileRejected."""
    if not content.startswith(ZIP):
        raise FileRejected("not-this-format", "xlsx")
    _look_through(content)
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
    for place, cell in enumerate(row):
        if len(cell) > MAX_CELL:
            raise FileRejected("cell-too-long", cell_name(line, place))
    return Cells(line, tuple(row))


def _look_through(content: bytes) -> None:
    """Formulas, and far cells: the reader would lay out all that could stand before them."""
    for name, part in unpacked(content):
        if name.lower() in OTHER_BOOKS:
            raise FileRejected("not-this-format", "xlsx")
        if b"sheetData" not in part and not name.startswith("xl/worksheets/"):
            continue
        if b"<!DOCTYPE" in part[:4096]:
            raise FileRejected("dtd-refused")
        _refuse_formulas(name, part)
        _refuse_far_cells(part)


def _refuse_formulas(name: str, part: bytes) -> None:
    found = re.search(rb"<(?:\w+:)?f[\s>/]", part)
    if found:
        cell = re.findall(rb'\br="([A-Z]+\d+)"', part[: found.start()])[-1:]
        raise FileRejected("formula-in-cell", cell[0].decode() if cell else name)


def _refuse_far_cells(part: bytes) -> None:
    for found in FAR_CELL.finditer(part):
        if found[1] is None:
            raise FileRejected("package-too-large")
        if int(found[1][:9]) > MAX_ROWS:
            raise FileRejected("too-many-rows", str(MAX_ROWS))


def _as_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def cell_name(line: int, place: int) -> str:
    """As a spreadsheet names it: B3."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"


def csv_file(rows: Sequence[Sequence[str]]) -> bytes:
    """With a mark, so that Excel knows it is UTF-8; a text never begins like a formula."""
    made = StringIO(newline="")
    csv.writer(made).writerows([[_guarded(cell) for cell in row] for row in rows])
    return made.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Sequence[Sequence[str]], sheet_name: str) -> bytes:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(sheet_name)
        head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        body = workbook.add_format({"text_wrap": True, "valign": "top"})
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, place, cell, body if line else head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 100, 18)
    return made.getvalue()


def _guarded(cell: str) -> str:
    is_formula = cell.startswith(FORMULA_STARTS) and not NUMBER.match(cell)
    return f"'{cell}" if is_formula or cell.startswith("'") else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA_STARTS, "'") else cell
