"""Text with separators, as spreadsheets and other programs write it, or as it was pasted. Pure."""

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
    TableHasFormulas,
    TableHasTooManyRows,
)
from lms.adapters.spreadsheets.tables import MAX_CELL_LENGTH, Row, checked_rows

SEPARATORS: Final = ("\t", ";", ",")
MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
TEXT_IN_FORMULA: Final = re.compile(r'="([^"=]*)"')  # how programs keep Excel from counting
FEWEST_BYTES: Final = 4
LOOKED_AT: Final = 20  # lines, to find the separator


def text_of(content: bytes) -> str:
    """UTF-8, UTF-16 with or without its mark, or the code page of old Excel. Raises NotATable."""
    try:
        return decode_text(_marked(content))
    except (FileRejected, UnicodeDecodeError):
        raise NotATable() from None


def text_rows(text: str, *, most_rows: int) -> Sequence[Row]:
    """Raises NotATable, TableHasTooManyRows, TableHasFormulas and what `checked_rows` raises."""
    if text.count("\n") > 4 * most_rows:  # before any work on it; a cell may hold lines
        raise TableHasTooManyRows(most=most_rows)
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
    checked_rows(rows, most_rows=most_rows)
    return [_plain_row(row, line) for line, row in enumerate(rows, start=1)]


def _plain_row(row: Row, line: int) -> Row:
    return [_plain(cell, line, place) for place, cell in enumerate(row)]


def _plain(cell: str, line: int, place: int) -> str:
    """Without the apostrophe that keeps a text from being a formula; a formula is refused."""
    if not cell.startswith(("=", "'")):
        return cell
    kept = TEXT_IN_FORMULA.fullmatch(cell)
    if kept:
        return kept[1].strip()
    if cell.startswith("="):
        raise TableHasFormulas(cell=cell_name(line, place))
    return cell[1:] if cell[1:2] in ("=", "+", "-", "@", "'") or cell[1:2].isdigit() else cell


def _separator(text: str) -> str:
    """The one that stands in most of the first lines, and there most often the same times."""
    lines = [line for line in text[:20_000].split("\n")[:LOOKED_AT] if line.strip()]
    return max(SEPARATORS, key=lambda sign: _steadiness(lines, sign))


def _steadiness(lines: Sequence[str], sign: str) -> tuple[int, int]:
    counts = [line.count(sign) for line in lines]
    present = [count for count in counts if count]
    commonest = max(set(present), key=present.count) if present else 0
    return present.count(commonest), commonest


def _marked(content: bytes) -> bytes:
    """UTF-16 without its mark shows by the zero bytes of plain letters."""
    if content.startswith(MARKS) or len(content) < FEWEST_BYTES:
        return content
    head = content[:1000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and not even:
        return b"\xff\xfe" + content
    return b"\xfe\xff" + content if even > len(head) // 5 and not odd else content
