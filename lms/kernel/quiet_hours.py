"""When a message that can wait may reach somebody: by day, where they live. Pure."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

WAKES: Final = time(8)
RESTS: Final = time(19)


def waking_at(now: datetime, zone: str) -> datetime:
    """`now` itself by day, else eight in the morning that follows, in the time zone named."""
    local = now.astimezone(ZoneInfo(zone))
    if WAKES <= local.time() < RESTS:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= RESTS else 0)
    return datetime.combine(day, WAKES, local.tzinfo).astimezone(now.tzinfo)
