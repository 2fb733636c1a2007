"""Looks through a workbook's package without unpacking it: only a piece at a time is in memory.

What is refused here would be dangerous to open, or would be read as something it is not.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lms.adapters.spreadsheets.errors import (
    TableBroken,
    TableDeclaresEntities,
    TableEncrypted,
    TableHasFormulas,
    TableHasMacros,
    TableHasTooManyColumns,
    TableHasTooManyRows,
    TableUnpacksTooLarge,
)
from lms.adapters.spreadsheets.tables import MOST_COLUMNS

MOST_PARTS: Final = 3_000
MOST_UNPACKED: Final = 150 * 1024 * 1024
PIECE: Final = 256 * 1024
OVERLAP: Final = 512  # so that nothing hides between two pieces

MACROS: Final = re.compile(r"vbaProject|(^|/)Basic/", re.IGNORECASE)
ENTITIES: Final = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)")
XLSX_FORMULA: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+\d+)"[^>]*><(?:\w+:)?f[\s>/]')
ANY_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
ODS_FORMULA: Final = re.compile(rb"\btable:formula=")
XLSX_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>]")
ODS_ROW: Final = re.compile(rb"<table:table-row\b")
FAR_COLUMN: Final = re.compile(rb'\br="(?:[C-Z][A-Z]|B[J-Z]|[A-Z]{3,})\d+"')
FAR_ROW: Final = re.compile(rb'\br="[A-Z]*(\d{5,})"')
FILLED_OFTEN: Final = re.compile(
    rb"<table:table-cell\b(?=[^>]*office:value-type)"
    rb'[^>]*table:number-columns-repeated="(\d+)"'
)
ROWS_OFTEN: Final = re.compile(
    rb'<table:table-row\b[^>]*table:number-rows-repeated="(\d+)"[^>]*>(.*?)</table:table-row>',
    re.DOTALL,
)


def look_through(content: bytes, *, most_rows: int) -> None:
    """Raises one of the named refusals."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MOST_PARTS:
                raise TableUnpacksTooLarge()
            _refuse_by_name(entries)
            left = MOST_UNPACKED
            for entry in entries:
                left = _look_at(package, entry, left, most_rows)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as problem:
        raise TableBroken() from problem
    except RuntimeError as problem:  # how zipfile says that it needs a password
        raise TableEncrypted() from problem


def _refuse_by_name(entries: list[zipfile.ZipInfo]) -> None:
    if any(MACROS.search(entry.filename) for entry in entries):
        raise TableHasMacros()


def _look_at(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, most_rows: int) -> int:
    """How much may still be unpacked after this part."""
    rows = 0
    for piece, size in _pieces(package, entry):
        left -= size
        if left < 0:
            raise TableUnpacksTooLarge()
        if entry.filename.endswith((".xml", ".rels")):
            _refuse_declared(piece, entry.filename)
        if entry.filename.startswith("xl/worksheets/"):
            rows += len(XLSX_ROW.findall(piece[-size:]))
            _refuse_in_xlsx(piece, rows, most_rows)
        elif entry.filename == "content.xml":
            rows += len(ODS_ROW.findall(piece[-size:]))
            _refuse_in_ods(piece, rows, most_rows)
    return left


def _pieces(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Each piece with the end of the one before, and how many of its bytes are new."""
    before = b""
    with package.open(entry) as part:
        while piece := part.read(PIECE):
            yield before + piece, len(piece)
            before = piece[-OVERLAP:]


def _refuse_declared(piece: bytes, name: str) -> None:
    if ENTITIES.search(piece):
        raise TableDeclaresEntities()
    if name == "META-INF/manifest.xml" and b"encryption-data" in piece:
        raise TableEncrypted()


def _refuse_in_xlsx(piece: bytes, rows: int, most_rows: int) -> None:
    if ANY_FORMULA.search(piece):
        found = XLSX_FORMULA.search(piece)
        raise TableHasFormulas(cell=found[1].decode() if found else "?")
    if FAR_COLUMN.search(piece):
        raise TableHasTooManyColumns(most=MOST_COLUMNS)
    far = max((int(number) for number in FAR_ROW.findall(piece)), default=0)
    if max(rows, far) > most_rows + 1:
        raise TableHasTooManyRows(most=most_rows)


def _refuse_in_ods(piece: bytes, rows: int, most_rows: int) -> None:
    if ODS_FORMULA.search(piece):
        raise TableHasFormulas(cell="?")
    if any(int(times) > MOST_COLUMNS for times in FILLED_OFTEN.findall(piece)):
        raise TableHasTooManyColumns(most=MOST_COLUMNS)
    for times, cells in ROWS_OFTEN.findall(piece):
        rows += int(times) - 1 if b"office:value-type" in cells else 0
    if rows > most_rows + 1:
        raise TableHasTooManyRows(most=most_rows)
