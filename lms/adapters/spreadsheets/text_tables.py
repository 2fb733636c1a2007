"""Parses text with separators, from files or pasted."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from typing import Final

from assessments.exchange.reading import FileRejected
from assessments.exchange.spreadsheet.cells import cell_name
from assessments.exchange.texts import decode_text
from lms.adapters.spreadsheets.errors import (
    NotATable,
    TableCellTooLong,
    TableHasTooManyRows,
)
from lms.adapters.spreadsheets.tables import MAX_CELL_LENGTH, CellPosition, Row, checked_rows

SEPARATORS: Final = ("\t", ";", ",")
BOMS: Final = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
TEXT_IN_FORMULA: Final = re.compile(r'="([^"=]*)"')  # used by programs to keep text in Excel
MIN_BYTES: Final = 4
SAMPLE_LINES: Final = 20  # lines, to find the separator


def decode_content(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with or without BOM, or the code page of Excel. Raises NotATable."""
    try:
        return decode_text(_with_bom(content))
    except (FileRejected, UnicodeDecodeError):
        raise NotATable() from None


def text_rows(text: str, *, max_rows: int) -> tuple[Sequence[Row], tuple[CellPosition, ...]]:
    """Return the rows, and the cells with formulas.

    Raises NotATable, or an error of `checked_rows`.
    """
    if text.count("\n") > 4 * max_rows:  # cells may contain line breaks
        raise TableHasTooManyRows(most=max_rows)
    text = text.removeprefix("sep=;\n").removeprefix("sep=,\n")
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    try:
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as problem:
        if "field limit" in str(problem):
            cell = cell_name(reader.line_num, 0)
            raise TableCellTooLong(cell=cell, most=MAX_CELL_LENGTH) from problem
        raise NotATable() from problem
    while rows and not any(rows[-1]):
        rows.pop()
    checked_rows(rows, max_rows=max_rows)
    formulas = tuple(
        (line, index)
        for line, row in enumerate(rows, start=1)
        for index, cell in enumerate(row)
        if cell.startswith("=") and not TEXT_IN_FORMULA.fullmatch(cell)
    )
    return [[_plain(cell) for cell in row] for row in rows], formulas


def _plain(cell: str) -> str:
    """Remove the apostrophe that marks text, and the formula around a text."""
    if not cell.startswith(("=", "'")):
        return cell
    match = TEXT_IN_FORMULA.fullmatch(cell)
    if match:
        return match[1].strip()
    if cell.startswith("="):
        return cell
    return cell[1:] if cell[1:2] in ("=", "+", "-", "@", "'") or cell[1:2].isdigit() else cell


def _separator(text: str) -> str:
    """Return the separator that occurs most regularly in the first lines."""
    lines = [line for line in text[:20_000].split("\n")[:SAMPLE_LINES] if line.strip()]
    return max(SEPARATORS, key=lambda sign: _regularity(lines, sign))


def _regularity(lines: Sequence[str], sign: str) -> tuple[int, int]:
    counts = [line.count(sign) for line in lines]
    present = [count for count in counts if count]
    mode = max(set(present), key=present.count) if present else 0
    return present.count(mode), mode


def _with_bom(content: bytes) -> bytes:
    """Add a missing BOM to UTF-16, recognised by zero bytes of ASCII letters."""
    if content.startswith(BOMS) or len(content) < MIN_BYTES:
        return content
    head = content[:1000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and not even:
        return b"\xff\xfe" + content
    return b"\xfe\xff" + content if even > len(head) // 5 and not odd else content
