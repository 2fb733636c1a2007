"""How much of a roster a request may bring, and how many workbooks are read at once."""

from threading import BoundedSemaphore
from typing import Final

from lms.adapters.spreadsheets.roster import RosterFile, read_roster

MOST_ROWS: Final = 50_000
AT_ONCE: Final = BoundedSemaphore(2)  # workbooks that are read


def read_sent_file(content: bytes) -> RosterFile:
    """Raises TableRefused."""
    with AT_ONCE:
        return read_roster(content, most_rows=MOST_ROWS)
