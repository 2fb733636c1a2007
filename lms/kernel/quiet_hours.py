"""Delivery hours of non-urgent messages: 8:00 to 19:00 in the recipient's time zone. Pure."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY_BEGINS: Final = time(8)
DAY_ENDS: Final = time(19)


def next_daytime(now: datetime, zone: str) -> datetime:
    """`now` if it is daytime in `zone` (IANA name), otherwise the next 8:00 there."""
    local = now.astimezone(ZoneInfo(zone))
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= DAY_ENDS else 0)
    return datetime.combine(day, DAY_BEGINS, local.tzinfo).astimezone(now.tzinfo)
