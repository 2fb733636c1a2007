"""Reads tables from files, whose type is detected from the content."""

import zipfile
from io import BytesIO
from typing import Final

from lms.adapters.spreadsheets.errors import NotATable, TableBroken, TableEmpty, TableFileTooLarge
from lms.adapters.spreadsheets.packages import require_declared_size
from lms.adapters.spreadsheets.subprocess_reader import read_in_subprocess
from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE, Sheet
from lms.adapters.spreadsheets.text_tables import decode_content, text_rows
from lms.adapters.spreadsheets.workbooks import OLE, ZIP

OTHER_KINDS: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"BM", b"{\\rtf", b"II*\0")
MEGABYTE: Final = 1024 * 1024


def read_sheets(content: bytes, *, max_rows: int) -> list[Sheet]:
    """Return the sheets of a workbook; a text or a OneRoster package has a single sheet.

    Raises TableRefused.
    """
    if len(content) > MAX_FILE_SIZE:
        raise TableFileTooLarge(megabytes=MAX_FILE_SIZE // MEGABYTE)
    if not content.strip(b" \t\r\n\x00"):
        raise TableEmpty()
    if content.startswith(OLE):
        return read_in_subprocess(content, max_rows=max_rows)
    if content.startswith(ZIP):
        return _read_package(content, max_rows)
    if content.startswith(OTHER_KINDS):
        raise NotATable()
    return [pasted_sheet(decode_content(content), max_rows=max_rows)]


def pasted_sheet(text: str, *, max_rows: int) -> Sheet:
    """Read a pasted table or a text file. Raises TableRefused."""
    rows, formulas = text_rows(text.replace("\r\n", "\n").replace("\r", "\n"), max_rows=max_rows)
    if not any(cell for row in rows for cell in row):
        raise TableEmpty()
    return Sheet("", rows, formulas=formulas)


def _read_package(content: bytes, max_rows: int) -> list[Sheet]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            require_declared_size(package, len(content))
            names = {name.rpartition("/")[2].lower() for name in package.namelist()}
    except (zipfile.BadZipFile, ValueError) as problem:
        raise TableBroken() from problem
    if "users.csv" in names or "manifest.csv" in names:
        return read_in_subprocess(content, max_rows=max_rows, kind="oneroster")
    return read_in_subprocess(content, max_rows=max_rows)
