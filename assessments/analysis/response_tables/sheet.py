"""Reads CSV text in the encodings and separators of common spreadsheet programs. Pure.

Accepts UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252, the default of
Excel. The separator is the comma, semicolon or tab that is most frequent in the first line.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assessments.analysis.response_tables.errors import TableError

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_CELL: Final = 2_000  # characters
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 1_000
SEPARATORS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `line` is its number in the spreadsheet, where the headings are line 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings and rows, all rows of the same length."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    has_decimal_comma: bool


def read_sheet(content: bytes) -> Sheet:
    """Parse a file, strip cells and skip empty lines. Raises TableError."""
    if len(content) > MAX_BYTES:
        raise TableError("file-too-large", megabytes=MAX_BYTES // 2**20)
    text = decode_text(content)
    if "\0" in text:
        raise TableError("not-text")
    first, _newline, _rest = text.partition("\n")
    separator = max(SEPARATORS, key=first.count)
    lines = _lines(text, separator)
    headings = tuple(next(lines, ()))
    _validate_headings(headings)
    rows = tuple(
        _row(number, cells, headings) for number, cells in enumerate(lines, start=2) if any(cells)
    )
    if not rows:
        raise TableError("no-rows")
    return Sheet(headings, rows, separator != ",")


def decode_text(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the cells of each line. Raises TableError, also for cells over the limit of `csv`."""
    reader = csv.reader(text.splitlines(), delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_ROWS + 1:  # the first line holds the headings
                raise TableError("too-many-rows", most=MAX_ROWS)
            if max(map(len, cells), default=0) > MAX_CELL:
                raise TableError("cell-too-long", line=number, most=MAX_CELL)
            yield [cell.strip() for cell in cells]
    except csv.Error as problem:
        if "field limit" in str(problem):
            line = reader.line_num
            raise TableError("cell-too-long", line=line, most=MAX_CELL) from problem
        raise TableError("not-a-table", reason=str(problem)) from problem


def _validate_headings(headings: tuple[str, ...]) -> None:
    if not any(headings):
        raise TableError("no-headings")
    if len(headings) > MAX_COLUMNS:
        raise TableError("too-many-columns", most=MAX_COLUMNS)
    for number, heading in enumerate(headings, start=1):
        if not heading:
            raise TableError("heading-empty", column=number)
        if heading in headings[: number - 1]:
            raise TableError("heading-repeated", column=heading)


def _row(line: int, cells: list[str], headings: tuple[str, ...]) -> Row:
    if len(cells) != len(headings) and any(cells[len(headings) :] or ["missing"]):
        raise TableError("row-length", line=line, cells=len(cells), headings=len(headings))
    return Row(line, tuple(cells[: len(headings)]))
