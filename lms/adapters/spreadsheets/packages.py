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
from lms.adapters.spreadsheets.tables import MAX_COLUMNS

MAX_PARTS: Final = 3_000
MEBIBYTE: Final = 1024 * 1024
MAX_UNPACKED: Final = 150 * MEBIBYTE
FREE_UNPACKED: Final = 4 * MEBIBYTE  # that a package may unpack to however small it is
MAX_RATIO: Final = 100  # of what goes beyond; a roster of the same few words reaches 20
PIECE: Final = 256 * 1024
OVERLAP: Final = 512  # so that nothing hides between two pieces

MACROS: Final = re.compile(r"vbaProject|(^|/)Basic/", re.IGNORECASE)
ENTITIES: Final = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)")
CELL_NAME: Final = re.compile(rb'\br="([A-Z]+\d+)"')
ANY_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
ODS_FORMULA: Final = re.compile(rb"\btable:formula=")
XLSX_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>]")
ODS_ROW: Final = re.compile(rb"<table:table-row\b")
FAR_COLUMN: Final = re.compile(rb'\br="(?:[C-Z][A-Z]|B[J-Z]|[A-Z]{3,})\d+"')
FAR_ROW: Final = re.compile(rb'\br="[A-Z]*(\d{5,})"')
ODS_VALUE: Final = b"office:value-type"
COLUMNS_REPEATED: Final = re.compile(rb'table:number-columns-repeated="(\d{1,9})"')
ROWS_REPEATED: Final = re.compile(rb'table:number-rows-repeated="(\d{1,9})"')


def refuse_by_sizes(package: zipfile.ZipFile, packed: int) -> None:
    """Raises TableUnpacksTooLarge by the sizes that the package of `packed` bytes declares.

    They can be believed as an upper limit: no more than them is ever unpacked.
    """
    unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > min(MAX_UNPACKED, FREE_UNPACKED + MAX_RATIO * packed):
        raise TableUnpacksTooLarge()


def declared_size(content: bytes) -> int:
    """Bytes that the parts of a package unpack to, by its directory. Raises TableBroken.

    More than that is not unpacked: `look_through` refuses a part that is longer than declared.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
        raise TableBroken() from problem


def look_through(content: bytes, *, most_rows: int) -> None:
    """Raises one of the named refusals."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_PARTS:
                raise TableUnpacksTooLarge()
            _refuse_by_name(entries)
            left = MAX_UNPACKED
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
    if formula := ANY_FORMULA.search(piece):
        cells = CELL_NAME.findall(piece, 0, formula.start())
        raise TableHasFormulas(cell=cells[-1].decode() if cells else "?")
    if FAR_COLUMN.search(piece):
        raise TableHasTooManyColumns(most=MAX_COLUMNS)
    far = max((int(number) for number in FAR_ROW.findall(piece)), default=0)
    if max(rows, far) > most_rows + 1:
        raise TableHasTooManyRows(most=most_rows)


def _refuse_in_ods(piece: bytes, rows: int, most_rows: int) -> None:
    if ODS_FORMULA.search(piece):
        raise TableHasFormulas(cell="?")
    for cell in piece.split(b"<table:table-cell")[1:]:
        head = cell.partition(b">")[0]
        if ODS_VALUE in head and _repeated(COLUMNS_REPEATED, head) > MAX_COLUMNS:
            raise TableHasTooManyColumns(most=MAX_COLUMNS)
    for row in piece.split(b"<table:table-row")[1:]:
        head, _, cells = row.partition(b">")
        if ODS_VALUE in cells.partition(b"</table:table-row>")[0]:
            rows += _repeated(ROWS_REPEATED, head) - 1
    if rows > most_rows + 1:
        raise TableHasTooManyRows(most=most_rows)


def _repeated(attribute: re.Pattern[bytes], head: bytes) -> int:
    times = attribute.search(head)
    return int(times[1]) if times else 1
