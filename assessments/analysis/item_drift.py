"""Difficulty of items over time, from the counts that were released of a form one by one. Pure.

The difference of two releases is what the people between them answered. An item drifts if it became
easier or harder than the other items did: a better cohort moves all of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assessments.analysis.statistics.distributions import chi_square_tail
from assessments.analysis.statistics.minimums import MIN_FOR_ITEMS, MIN_SHOWN
from assessments.analysis.statistics.paired_tests import holm

MAX_PERIODS: Final = 6
MIN_ITEMS: Final = 5  # whose mean shift the others are compared with
LEAST_SHIFT: Final = (
    0.43  # logits: one unit of the delta scale, where ETS calls a difference moderate
)
ALPHA: Final = 0.05


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was released of a form at one time: people, and people and points by item."""

    released_at: datetime
    n: int
    items: Mapping[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Period:
    """People counted first in a release after `begins_at`, None from the start, up to `ends_at`.

    Items that were hidden at its begin or end are absent.
    """

    begins_at: datetime | None
    ends_at: datetime
    n: int
    items: Mapping[str, tuple[int, float]]

    def has(self, moment: datetime) -> bool:
        """Return whether the moment is in the period."""
        return (self.begins_at is None or self.begins_at < moment) and moment <= self.ends_at


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """The facility of an item by period; None where few know it or miss it, or its key changed.

    `shift` is by how many logits it became harder than the other items between `first` and `last`,
    indexes of periods; `p` is adjusted for the number of items.
    """

    code: str
    facilities: tuple[float | None, ...]
    first: int | None = None
    last: int | None = None
    shift: float | None = None
    p: float | None = None

    @property
    def drifts(self) -> bool:
        """Whether the shift is both large enough to matter and more than chance."""
        if self.shift is None or self.p is None:
            return False
        return abs(self.shift) >= LEAST_SHIFT and self.p < ALPHA


def protect_items(snapshots: Sequence[Snapshot], *, minimum: int = MIN_SHOWN) -> list[Snapshot]:
    """Leave out items of which fewer than ten people more know them, or do not, than before.

    So the difference of any two snapshots, oldest first, rests on ten people of each outcome.
    """
    last: dict[str, tuple[int, float]] = {}
    protected = []
    for snapshot in snapshots:
        items = {}
        for code, (n, points) in snapshot.items.items():
            old_n, old_points = last.get(code, (0, 0.0))
            gained = points - old_points
            if min(gained, n - old_n - gained) >= minimum:
                items[code] = last[code] = n, points
        protected.append(replace(snapshot, items=items))
    return protected


def split_periods(snapshots: Sequence[Snapshot]) -> tuple[Period, ...]:
    """Split the releases of a form, oldest first, into at most `MAX_PERIODS` periods.

    Each has people for figures of items, and the last ones count with the period before.
    """
    if not snapshots:
        return ()
    least = max(MIN_FOR_ITEMS, math.ceil(snapshots[-1].n / MAX_PERIODS))
    ends: list[Snapshot] = []
    for snapshot in snapshots:
        if snapshot.n - (ends[-1].n if ends else 0) >= least:
            ends.append(snapshot)
    if not ends:
        return ()
    ends[-1] = snapshots[-1]
    return tuple(_period(before, after) for before, after in zip([None, *ends], ends, strict=False))


def _period(before: Snapshot | None, after: Snapshot) -> Period:
    items = {}
    for code, (n, points) in after.items.items():
        if before is None or code in before.items:
            old_n, old_points = before.items[code] if before else (0, 0.0)
            items[code] = (n - old_n, points - old_points)
    return Period(
        before.released_at if before else None,
        after.released_at,
        after.n - (before.n if before else 0),
        items,
    )


def follow_items(
    periods: Sequence[Period], changes: Mapping[str, Sequence[datetime]]
) -> tuple[ItemHistory, ...]:
    """Return the history of each item, by code. `changes` are when keys of items were changed."""
    codes = sorted({code for period in periods for code in period.items})
    histories = [_follow(code, periods, changes.get(code, ())) for code in codes]
    moves = {h.code: _move(h, periods) for h in histories if h.first is not None}
    if len(moves) < MIN_ITEMS:
        return tuple(histories)
    return _compare(histories, moves)


def _follow(code: str, periods: Sequence[Period], changes: Sequence[datetime]) -> ItemHistory:
    changed = [any(period.has(moment) for moment in changes) for period in periods]
    facilities = tuple(
        None if is_changed else _facility(period.items.get(code))
        for period, is_changed in zip(periods, changed, strict=True)
    )
    after = max((index + 1 for index, is_changed in enumerate(changed) if is_changed), default=0)
    known = [i for i, value in enumerate(facilities) if i >= after and value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ItemHistory(code, facilities)
    return ItemHistory(code, facilities, known[0], known[-1])


def _facility(counts: tuple[int, float] | None) -> float | None:
    """Return the share of the points; None unless enough people have them, and have them not."""
    if counts is None:
        return None
    n, points = counts
    return points / n if n >= MIN_FOR_ITEMS and MIN_SHOWN <= points <= n - MIN_SHOWN else None


def _move(history: ItemHistory, periods: Sequence[Period]) -> tuple[float, float]:
    """Return by how many logits an item became harder, and the variance of it."""
    shift, variance = 0.0, 0.0
    for index, sign in ((history.first, 1), (history.last, -1)):
        n, points = periods[index or 0].items[history.code]
        shift += sign * math.log(points / (n - points))
        variance += 1 / points + 1 / (n - points)
    return shift, variance


def _compare(
    histories: Sequence[ItemHistory], moves: Mapping[str, tuple[float, float]]
) -> tuple[ItemHistory, ...]:
    """Compare the move of each item with the mean move of all, itself included."""
    k = len(moves)
    centre = math.fsum(move for move, _variance in moves.values()) / k
    all_variances = math.fsum(variance for _move, variance in moves.values())
    shifts, values = {}, {}
    for code, (move, variance) in moves.items():
        spread = variance * (1 - 2 / k) + all_variances / k**2
        shifts[code] = move - centre
        values[code] = chi_square_tail((move - centre) ** 2 / spread)
    adjusted = dict(zip(values, holm(list(values.values())), strict=True))
    return tuple(
        ItemHistory(h.code, h.facilities, h.first, h.last, shifts.get(h.code), adjusted.get(h.code))
        for h in histories
    )
