"""Cells of counts that may be shown: bins of scores, directions of change, rows of a table. Pure.

A shown cell holds at least `least` people.
"""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from assessments.analysis.statistics.minimums import MIN_SHOWN

HIGHEST: Final = 100.0  # per cent
BINS_BELOW_MARK: Final = 5
TOLERANCE: Final = 1e-9  # per cent: 15 of 20 must reach 75 % in floating point too

Pairs = Mapping[tuple[float, float], int]  # (before, after) in per cent -> people
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """People with a score from `low` up to, not including, `high`; the last bin includes it."""

    low: float
    high: float
    pre: int
    post: int


@dataclass(frozen=True, slots=True)
class Directions:
    """People who rose, stayed and fell. `down` is None if `same` holds both of the latter."""

    up: int
    same: int
    down: int | None

    @property
    def cells(self) -> tuple[int, ...]:
        """Return the counts that are not merged."""
        return (self.up, self.same) if self.down is None else (self.up, self.same, self.down)


def score_bins(pairs: Pairs, *, mark: float, least: int = MIN_SHOWN) -> tuple[ScoreBin, ...]:
    """Count scores in bins of which one begins at the mark, merged until each holds enough.

    The mark is a bound of bins, since the people between it and another bound would be a cell of
    their own. Returns nothing if fewer than two bins remain.
    """
    width = mark / BINS_BELOW_MARK
    bounds = [width * step for step in range(int((HIGHEST - TOLERANCE) / width) + 1)]
    counts = recount(pairs, [*bounds, HIGHEST])
    below = _merged([item for item in counts if item.low < mark - TOLERANCE], least)
    above = _merged([item for item in counts if item.low >= mark - TOLERANCE], least)
    bins = (*below, *above)
    return bins if below and above and _are_shown(bins, least) else ()


def recount(pairs: Pairs, bounds: Sequence[float]) -> tuple[ScoreBin, ...]:
    """Count scores between bounds, in ascending order."""
    pre, post = ([0] * (len(bounds) - 1) for _ in range(2))
    for scores, people in pairs.items():
        for column, score in zip((pre, post), scores, strict=True):
            index = bisect_right(bounds, score + TOLERANCE) - 1
            column[min(max(index, 0), len(column) - 1)] += people
    return tuple(
        ScoreBin(bounds[index], bounds[index + 1], before, after)
        for index, (before, after) in enumerate(zip(pre, post, strict=True))
    )


def directions(pairs: Pairs, *, least: int = MIN_SHOWN) -> Directions | None:
    """Count rises, equal scores and falls; the latter as one if either is too small to show.

    Returns None if a cell is too small even so.
    """
    up, same, down = count_directions(pairs)
    if min(up, same, down) >= least:
        return Directions(up, same, down)
    return Directions(up, same + down, None) if min(up, same + down) >= least else None


def count_directions(pairs: Pairs) -> tuple[int, int, int]:
    """Return the numbers of people who rose, stayed and fell."""
    up = sum(n for (pre, post), n in pairs.items() if post > pre + TOLERANCE)
    down = sum(n for (pre, post), n in pairs.items() if post < pre - TOLERANCE)
    return up, sum(pairs.values()) - up - down, down


def hidden_tables(
    tables: Mapping[Group, Mapping[Hashable, int]],
    *,
    hidden: Collection[Group] = (),
    least: int = MIN_SHOWN,
) -> frozenset[Group]:
    """Return the tables to hide so that no cell holds few people, nor what remains of a cell.

    Cells without people may be shown. `hidden` are tables that are hidden for another reason. The
    totals of all cells are known; further tables follow, the smallest first, until at least two are
    hidden that hold nobody or `least` people in each cell together.
    """
    result = {
        group
        for group, cells in tables.items()
        if group in hidden or any(0 < n < least for n in cells.values())
    }
    others = sorted(tables.keys() - result, key=lambda g: (sum(tables[g].values()), str(g)))
    while result and others and not _is_rest_safe([tables[group] for group in result], least):
        result.add(others.pop(0))
    return frozenset(result)


def _is_rest_safe(hidden: Sequence[Mapping[Hashable, int]], least: int) -> bool:
    rest: dict[Hashable, int] = {}
    for table in hidden:
        for cell, people in table.items():
            rest[cell] = rest.get(cell, 0) + people
    return len(hidden) > 1 and all(n == 0 or n >= least for n in rest.values())


def _merged(bins: Sequence[ScoreBin], least: int) -> list[ScoreBin]:
    """Join each bin that is too small to the next, and the last to the one before it."""
    merged: list[ScoreBin] = []
    for item in bins:
        if merged and not _are_shown(merged[-1:], least):
            merged[-1] = _joined(merged[-1], item)
        else:
            merged.append(item)
    if len(merged) > 1 and not _are_shown(merged[-1:], least):
        merged[-2:] = [_joined(*merged[-2:])]
    return merged


def _joined(first: ScoreBin, second: ScoreBin) -> ScoreBin:
    return ScoreBin(first.low, second.high, first.pre + second.pre, first.post + second.post)


def _are_shown(bins: Sequence[ScoreBin], least: int) -> bool:
    return all(min(item.pre, item.post) >= least for item in bins)
