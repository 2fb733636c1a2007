"""Checks the ZIP package of a workbook in chunks before it is opened.

Rejects packages that are dangerous to open or would be misread.
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
    TableHasMacros,
    TableHasTooManyColumns,
    TableHasTooManyRows,
    TableUnpacksTooLarge,
)
from lms.adapters.spreadsheets.tables import MAX_COLUMNS

MAX_PARTS: Final = 3_000
MEBIBYTE: Final = 1024 * 1024
MAX_UNPACKED: Final = 150 * MEBIBYTE
FREE_UNPACKED: Final = 4 * MEBIBYTE  # allowed for a package of any size
MAX_RATIO: Final = 100  # beyond that; a roster of repeated words reaches 20
CHUNK_SIZE: Final = 256 * 1024
OVERLAP: Final = 512  # to match across chunks

MACROS: Final = re.compile(r"vbaProject|(^|/)Basic/", re.IGNORECASE)
ENTITIES: Final = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)")
ANY_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
ODS_FORMULA: Final = re.compile(rb"\btable:formula=")
XLSX_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>]")
ODS_ROW: Final = re.compile(rb"<table:table-row\b")
# in every spelling of XML: what is missed here makes the reader lay out millions of empty cells
REFERENCE: Final = rb"""\br\s*=\s*["']\s*"""
FAR_COLUMN: Final = re.compile(REFERENCE + rb"(?:[C-Z][A-Z]|B[J-Z]|[A-Z]{3,})\d+", re.IGNORECASE)
FAR_ROW: Final = re.compile(REFERENCE + rb"[A-Z]*(\d{5,})", re.IGNORECASE)
ODS_VALUE: Final = b"office:value-type"
COLUMNS_REPEATED: Final = re.compile(rb'table:number-columns-repeated="(\d{1,9})"')
ROWS_REPEATED: Final = re.compile(rb'table:number-rows-repeated="(\d{1,9})"')


def require_declared_size(package: zipfile.ZipFile, packed: int) -> None:
    """Raises TableUnpacksTooLarge if the declared sizes exceed the limit for `packed` bytes.

    Declared sizes are an upper limit, since zipfile unpacks no more.
    """
    unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > min(MAX_UNPACKED, FREE_UNPACKED + MAX_RATIO * packed):
        raise TableUnpacksTooLarge()


def declared_size(content: bytes) -> int:
    """Return the unpacked size in bytes that the directory declares. Raises TableBroken.

    `check_package` rejects parts that are longer than declared.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
        raise TableBroken() from problem


def check_package(content: bytes, *, max_rows: int) -> bool:
    """Return whether any cell may have a formula. Raises TableRefused."""
    has_formulas = False
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_PARTS:
                raise TableUnpacksTooLarge()
            _refuse_by_name(entries)
            remaining = MAX_UNPACKED
            for entry in entries:
                remaining, has_any = _check_part(package, entry, remaining, max_rows)
                has_formulas = has_formulas or has_any
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as problem:
        raise TableBroken() from problem
    except RuntimeError as problem:  # zipfile's error for encrypted parts
        raise TableEncrypted() from problem
    return has_formulas


def _refuse_by_name(entries: list[zipfile.ZipInfo]) -> None:
    if any(MACROS.search(entry.filename) for entry in entries):
        raise TableHasMacros()


def _check_part(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, remaining: int, max_rows: int
) -> tuple[int, bool]:
    """Return how many bytes may still be unpacked, and whether the part has formulas."""
    rows, has_formulas = 0, False
    for chunk, size in _chunks(package, entry):
        remaining -= size
        if remaining < 0:
            raise TableUnpacksTooLarge()
        if entry.filename.endswith((".xml", ".rels")):
            _refuse_declared(chunk, entry.filename)
        if entry.filename.startswith("xl/worksheets/"):
            rows += len(XLSX_ROW.findall(chunk[-size:]))
            has_formulas = has_formulas or bool(ANY_FORMULA.search(chunk))
            _refuse_in_xlsx(chunk, rows, max_rows)
        elif entry.filename == "content.xml":
            rows += len(ODS_ROW.findall(chunk[-size:]))
            has_formulas = has_formulas or bool(ODS_FORMULA.search(chunk))
            _refuse_in_ods(chunk, rows, max_rows)
    return remaining, has_formulas


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Yield each chunk with the end of the previous one, and its number of new bytes."""
    before = b""
    with package.open(entry) as part:
        while chunk := part.read(CHUNK_SIZE):
            yield before + chunk, len(chunk)
            before = chunk[-OVERLAP:]


def _refuse_declared(chunk: bytes, name: str) -> None:
    if ENTITIES.search(chunk):
        raise TableDeclaresEntities()
    if name == "META-INF/manifest.xml" and b"encryption-data" in chunk:
        raise TableEncrypted()


def _refuse_in_xlsx(chunk: bytes, rows: int, max_rows: int) -> None:
    if FAR_COLUMN.search(chunk):
        raise TableHasTooManyColumns(most=MAX_COLUMNS)
    far = max((int(number) for number in FAR_ROW.findall(chunk)), default=0)
    if max(rows, far) > max_rows + 1:
        raise TableHasTooManyRows(most=max_rows)


def _refuse_in_ods(chunk: bytes, rows: int, max_rows: int) -> None:
    for cell in chunk.split(b"<table:table-cell")[1:]:
        head = cell.partition(b">")[0]
        if ODS_VALUE in head and _repeated(COLUMNS_REPEATED, head) > MAX_COLUMNS:
            raise TableHasTooManyColumns(most=MAX_COLUMNS)
    for row in chunk.split(b"<table:table-row")[1:]:
        head, _, cells = row.partition(b">")
        if ODS_VALUE in cells.partition(b"</table:table-row>")[0]:
            rows += _repeated(ROWS_REPEATED, head) - 1
    if rows > max_rows + 1:
        raise TableHasTooManyRows(most=max_rows)


def _repeated(attribute: re.Pattern[bytes], head: bytes) -> int:
    times = attribute.search(head)
    return int(times[1]) if times else 1
