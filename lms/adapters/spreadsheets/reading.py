"""Any file that may hold a table, by what it is and not by what it is called."""

import zipfile
from io import BytesIO
from typing import Final

from lms.adapters.spreadsheets.apart import sheets_apart
from lms.adapters.spreadsheets.errors import NotATable, TableBroken, TableEmpty, TableFileTooLarge
from lms.adapters.spreadsheets.packages import refuse_by_sizes
from lms.adapters.spreadsheets.tables import MAX_FILE_SIZE, Sheet
from lms.adapters.spreadsheets.text_tables import text_of, text_rows
from lms.adapters.spreadsheets.workbooks import OLE, ZIP

OTHER_KINDS: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"BM", b"{\\rtf", b"II*\0")
MEGABYTE: Final = 1024 * 1024


def read_sheets(content: bytes, *, most_rows: int) -> list[Sheet]:
    """All sheets of a workbook, or the one that a text or a package of OneRoster is.

    Raises one of the refusals in `errors`.
    """
    if len(content) > MAX_FILE_SIZE:
        raise TableFileTooLarge(megabytes=MAX_FILE_SIZE // MEGABYTE)
    if not content.strip(b" \t\r\n\x00"):
        raise TableEmpty()
    if content.startswith(OLE):
        return sheets_apart(content, most_rows=most_rows)
    if content.startswith(ZIP):
        return _of_package(content, most_rows)
    if content.startswith(OTHER_KINDS):
        raise NotATable()
    return [pasted_sheet(text_of(content), most_rows=most_rows)]


def pasted_sheet(text: str, *, most_rows: int) -> Sheet:
    """What was pasted from a spreadsheet, or stood in a text file."""
    rows = text_rows(text.replace("\r\n", "\n").replace("\r", "\n"), most_rows=most_rows)
    if not any(cell for row in rows for cell in row):
        raise TableEmpty()
    return Sheet("", rows)


def _of_package(content: bytes, most_rows: int) -> list[Sheet]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            refuse_by_sizes(package, len(content))
            names = {name.rpartition("/")[2].lower() for name in package.namelist()}
    except (zipfile.BadZipFile, ValueError) as problem:
        raise TableBroken() from problem
    if "users.csv" in names or "manifest.csv" in names:
        return sheets_apart(content, most_rows=most_rows, kind="oneroster")
    return sheets_apart(content, most_rows=most_rows)
