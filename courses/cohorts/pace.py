"""Suggested pace of a cohort: free, two training days, or four weeks. Pure.

A pace is advice: it opens and closes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PACES: Final = ("free", "two-days", "four-weeks")
WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class PacePeriod:
    """The modules of one day or week; `first` and `last` are module numbers from 1."""

    begins_on: date
    ends_on: date
    first: int
    last: int


def pace_periods(
    pace: str, *, starts_on: date | None, days: Sequence[int]
) -> tuple[PacePeriod, ...]:
    """Divide the modules of a course into days or weeks; empty where the pace is free.

    `days` holds for each module the number of the training day on which it is taught.
    """
    if starts_on is None or pace not in PACES[1:] or not days:
        return ()
    if starts_on > date.max - timedelta(days=WEEKS * 7 + len(days)):
        return ()  # Python's calendar ends before the last period
    if pace == "two-days":
        parts = [[n for n, day in enumerate(days, 1) if day == wanted] for wanted in _unique(days)]
        length = 1
    else:
        parts = _even_parts(len(days), WEEKS)
        length = 7
    return tuple(
        PacePeriod(
            starts_on + timedelta(days=number * length),
            starts_on + timedelta(days=number * length + length - 1),
            part[0],
            part[-1],
        )
        for number, part in enumerate(parts)
    )


def _unique(days: Sequence[int]) -> list[int]:
    return sorted(set(days))


def _even_parts(count: int, parts: int) -> list[list[int]]:
    """Split the numbers 1 to `count` into `parts` runs, longer runs first."""
    short, longer = divmod(count, parts)
    runs, start = [], 1
    for number in range(parts):
        size = short + (number < longer)
        if size:
            runs.append(list(range(start, start + size)))
        start += size
    return runs
