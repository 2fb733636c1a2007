"""Limits of live sessions, and when attendance can be recorded. Pure."""

from datetime import datetime, timedelta
from typing import Final

MAX_TITLE_LENGTH: Final = 120
MAX_PLACE_LENGTH: Final = 200
OPENS_BEFORE: Final = timedelta(hours=1)
REMEMBERED_FOR: Final = timedelta(hours=12)  # its last codes lead to a page that says it is over
NOTES: Final = ("present", "late", "left-early")


def is_check_in_open(begins_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Check-in is open from one hour before the session until its end."""
    return begins_at - OPENS_BEFORE <= now <= ends_at


def may_be_marked(begins_at: datetime, now: datetime) -> bool:
    """Marking by hand opens with check-in and never closes: paper lists are entered later."""
    return begins_at - OPENS_BEFORE <= now
