"""Rasch measures of learners, fit of items, and data of a Wright map. Pure.

Measures are weighted likelihood estimates (Warm 1989, "Weighted likelihood estimation of ability in
item response theory", Psychometrika 54, 427-450): less biased than maximum likelihood, and finite
for learners with none or all right. In the Rasch model a total determines its measure.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.statistics.distributions import find_root
from assessments.analysis.statistics.moments import Counts, PairCounts

REACH: Final = 15.0  # logits beyond the items; measures lie within
PERCENT: Final = 100
TOLERANCE: Final = 1e-9  # per cent


@dataclass(frozen=True, slots=True)
class Measure:
    """Ability in logits of learners with a total, and its standard error."""

    total: int
    measure: float
    error: float


@dataclass(frozen=True, slots=True)
class ItemFit:
    """Mean squares, 1 if the model fits; above 1 answers are noisier, below 1 too regular.

    `infit` weights learners by information, `outfit` counts all alike. The `_z` are roughly
    standard normal (Wright and Masters 1982, "Rating scale analysis", chapter 5).
    """

    learners: int
    infit: float
    infit_z: float
    outfit: float
    outfit_z: float


@dataclass(frozen=True, slots=True)
class MeasureBin:
    """Learners with totals from `first` to `last`, and the range of their measures in logits."""

    first: int
    last: int
    low: float
    high: float
    learners: int


def measure_totals(difficulties: Sequence[float]) -> tuple[Measure, ...]:
    """Return the measure of each total, from 0 to the number of items."""
    return tuple(_measure(total, difficulties) for total in range(len(difficulties) + 1))


def item_fit(item: PairCounts, difficulty: float, measures: Sequence[Measure]) -> ItemFit | None:
    """Compare the answers to an item with those expected at each measure.

    `item` counts learners by points, 0 or 1, and total. Learners with none or all right are left
    out, since all items fit them. None without any other learner.
    """
    cells = [
        (points, _chance(measures[round(total)].measure, difficulty), n)
        for (points, total), n in item.items()
        if 0 < round(total) < len(measures) - 1 and n
    ]
    learners = sum(n for _points, _chance, n in cells)
    if not learners:
        return None
    squares = [(n, (points - p) ** 2, p * (1 - p)) for points, p, n in cells]
    information = math.fsum(n * spread for n, _square, spread in squares)
    infit = math.fsum(n * square for n, square, _spread in squares) / information
    outfit = math.fsum(n * square / spread for n, square, spread in squares) / learners
    # the fourth moment of an answer is p (1 - p) (1 - 3 p (1 - p))
    fourth = [(n, spread * (1 - 3 * spread), spread) for n, _square, spread in squares]
    infit_variance = math.fsum(n * (f - v * v) for n, f, v in fourth) / information**2
    outfit_variance = math.fsum(n * (f / (v * v) - 1) for n, f, v in fourth) / learners**2
    return ItemFit(
        learners=round(learners),
        infit=infit,
        infit_z=_standardised(infit, infit_variance),
        outfit=outfit,
        outfit_z=_standardised(outfit, outfit_variance),
    )


def bin_measures(
    measures: Sequence[Measure], totals: Counts, bounds: Sequence[float] = ()
) -> tuple[MeasureBin, ...]:
    """Group totals into bins that begin at these bounds, in per cent, for a Wright map.

    Bins without a total are left out; without bounds there is one bin.
    """
    highest = len(measures) - 1
    groups: dict[int, list[Measure]] = {}
    for row in measures:
        percent = PERCENT * row.total / highest + TOLERANCE
        groups.setdefault(bisect_right(bounds[1:-1], percent), []).append(row)
    return tuple(
        MeasureBin(
            group[0].total,
            group[-1].total,
            group[0].measure,
            group[-1].measure,
            round(sum(totals.get(row.total, 0) for row in group)),
        )
        for _number, group in sorted(groups.items())
    )


def _measure(total: int, difficulties: Sequence[float]) -> Measure:
    """Solve Warm's equation: total - expected + third / (2 information) = 0."""

    def lack(ability: float) -> float:
        chances = [_chance(ability, difficulty) for difficulty in difficulties]
        information = math.fsum(p * (1 - p) for p in chances)
        third = math.fsum(p * (1 - p) * (1 - 2 * p) for p in chances)
        return math.fsum(chances) - total - third / (2 * information)

    measure = find_root(lack, min(difficulties) - REACH, max(difficulties) + REACH)
    chances = [_chance(measure, difficulty) for difficulty in difficulties]
    return Measure(total, measure, 1 / math.sqrt(math.fsum(p * (1 - p) for p in chances)))


def _chance(ability: float, difficulty: float) -> float:
    return 1 / (1 + math.exp(difficulty - ability))


def _standardised(mean_square: float, variance: float) -> float:
    """Return the cube-root transformation of Wilson and Hilferty (1931)."""
    if variance <= 0:
        return 0.0
    spread = math.sqrt(variance)
    return (math.cbrt(mean_square) - 1) * 3 / spread + spread / 3
