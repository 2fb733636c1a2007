"""How much of a roster a request may bring, and how many workbooks are read at once."""

from threading import BoundedSemaphore
from typing import Final

from lms.adapters.spreadsheets.roster import RosterFile, read_roster

MAX_ROWS: Final = 50_000
WORKBOOK_SLOTS: Final = BoundedSemaphore(2)  # workbooks that are read


def parse_uploaded_file(content: bytes) -> RosterFile:
    """Raises TableRefused."""
    with WORKBOOK_SLOTS:
        return read_roster(content, most_rows=MAX_ROWS)
