"""Computes when a follow-up is open: from some months after completion until the next. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LAST_WINDOW: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Window:
    """The period of the follow-up `months` after completion; `closes_at` is exclusive."""

    months: int
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


def window_now(completed_at: datetime, months: Sequence[int], now: datetime) -> Window | None:
    """The follow-up window that is open at `now`, or None."""
    return next((window for window in windows(completed_at, months) if window.is_open(now)), None)


def windows(completed_at: datetime, months: Sequence[int]) -> list[Window]:
    """All windows in order; each closes when the next opens, the last after LAST_WINDOW."""
    opening = [months_later(completed_at, count) for count in sorted(set(months))]
    if not opening:
        return []
    closing = [*opening[1:], opening[-1] + LAST_WINDOW]
    counts = sorted(set(months))
    return [Window(*values) for values in zip(counts, opening, closing, strict=True)]


def months_later(moment: datetime, months: int) -> datetime:
    """The same day `months` later, or the last day of that month (30 November + 3: 28 February)."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
