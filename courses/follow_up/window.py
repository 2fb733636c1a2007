"""When a follow-up is open: some months after the end of a course, until the next one. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LAST_WINDOW: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Window:
    months: int
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


def window_now(completed_at: datetime, months: Sequence[int], now: datetime) -> Window | None:
    """The follow-up that is open at a moment, if any. What nobody was asked for in time is past."""
    return next((window for window in windows(completed_at, months) if window.is_open(now)), None)


def windows(completed_at: datetime, months: Sequence[int]) -> list[Window]:
    opening = [months_later(completed_at, count) for count in sorted(set(months))]
    if not opening:
        return []
    closing = [*opening[1:], opening[-1] + LAST_WINDOW]
    counts = sorted(set(months))
    return [Window(*values) for values in zip(counts, opening, closing, strict=True)]


def months_later(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or its last day: 30 November and 3 months are 28 February."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
