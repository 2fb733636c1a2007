"""Limits of uploads: rows of a roster, and workbooks that are parsed at the same time."""

from threading import BoundedSemaphore
from typing import Final

from lms.adapters.spreadsheets.roster import RosterFile, read_roster

MAX_ROWS: Final = 50_000
WORKBOOK_SLOTS: Final = BoundedSemaphore(2)  # workbooks parsed at the same time


def parse_uploaded_file(content: bytes, *, sheet: str = "") -> RosterFile:
    """Parse an uploaded file, or its sheet of this name. Raises TableRefused."""
    with WORKBOOK_SLOTS:
        return read_roster(content, max_rows=MAX_ROWS, sheet=sheet)
