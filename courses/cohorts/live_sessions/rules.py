"""How long the texts of a live session may be, and when people may check in. Pure."""

from datetime import datetime, timedelta
from typing import Final

MAX_TITLE_LENGTH: Final = 120
MAX_PLACE_LENGTH: Final = 200
OPENS_BEFORE: Final = timedelta(hours=1)
NOTES: Final = ("present", "late", "left-early")


def is_check_in_open(begins_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """From an hour before it begins until it ends."""
    return begins_at - OPENS_BEFORE <= now <= ends_at


def may_be_marked(begins_at: datetime, now: datetime) -> bool:
    """By hand also afterwards, since lists on paper are typed in later."""
    return begins_at - OPENS_BEFORE <= now
