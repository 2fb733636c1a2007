"""Paired t, Wilcoxon signed ranks, McNemar's test and Holm's correction. Pure."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assessments.analysis.statistics.distributions import (
    beta_cdf,
    normal_cdf,
    t_quantile,
    t_two_sided,
)
from assessments.analysis.statistics.moments import (
    RELATIVE_TOLERANCE,
    Counts,
    mean,
    rounded,
    size,
    standard_deviation,
)

MAX_EXACT_CHANGES: Final = 200  # beyond it the normal approximation is as precise and much faster


@dataclass(frozen=True, slots=True)
class MeanChange:
    """Mean change with its confidence interval and the paired t test."""

    mean: float
    low: float
    high: float
    t: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """`statistic` is the rank sum of the increases; `n` counts non-zero changes."""

    statistic: float
    n: int
    p: float
    method: Literal["exact", "normal"]


@dataclass(frozen=True, slots=True)
class DiscordantPairs:
    """`gained` were wrong, then right; `lost` the reverse."""

    gained: int
    lost: int
    p: float


def mean_change(changes: Counts, *, level: float = 0.95) -> MeanChange | None:
    """Test the mean change; None for fewer than two changes or equal changes."""
    spread = standard_deviation(changes)
    return _mean_change(size(changes), mean(changes), spread, level) if spread else None


def mean_change_of_sums(n: int, total: float, squares: float) -> MeanChange | None:
    """Test the mean of `n` changes from their sum and the sum of their squares, as above."""
    if n <= 1:
        return None
    around_mean = squares - total * total / n
    if around_mean <= RELATIVE_TOLERANCE * squares:
        return None
    return _mean_change(n, total / n, math.sqrt(around_mean / (n - 1)), 0.95)


def _mean_change(n: float, centre: float, spread: float, level: float) -> MeanChange:
    df, error = round(n) - 1, spread / math.sqrt(n)
    margin = t_quantile((1 + level) / 2, df) * error
    t = centre / error
    return MeanChange(centre, centre - margin, centre + margin, t, df, t_two_sided(t, df))


def signed_ranks(changes: Counts) -> SignedRanks | None:
    """Wilcoxon test (1945) without zeros, ties at their mean rank; None without any change.

    The exact distribution is that of the tied ranks over all signs.
    """
    moved = {change: round(n) for change, n in rounded(changes).items() if change != 0 and n}
    if not moved:
        return None
    distances = Counter[float]()
    for change, n in moved.items():
        distances[abs(change)] += n
    ranks = doubled_ranks(distances)
    rises = sum(n * ranks[change] for change, n in moved.items() if change > 0)
    by_rank = {ranks[distance]: n for distance, n in distances.items()}
    learners = sum(moved.values())
    if learners <= MAX_EXACT_CHANGES:
        return SignedRanks(rises / 2, learners, _exact_p(by_rank, rises), "exact")
    return SignedRanks(rises / 2, learners, _normal_p(by_rank, rises), "normal")


def doubled_ranks(values: Mapping[float, int]) -> dict[float, int]:
    """Return twice the mean rank of each value, which is an integer for ties too."""
    first, ranks = 1, dict[float, int]()
    for value, count in sorted(values.items()):
        ranks[value] = 2 * first + count - 1
        first += count
    return ranks


def _exact_p(by_rank: Mapping[int, int], rises: int) -> float:
    """Two-sided p from the number of sign patterns for each rank sum.

    All these numbers are in one integer, `width` bits for each sum: adding a rank is one shift, and
    the remainder by 2^width - 1 adds the numbers up, as casting out nines does with digits.
    """
    doubled = [rank for rank, count in by_rank.items() for _learner in range(count)]
    width = len(doubled) + 1
    smaller = min(rises, sum(doubled) - rises)  # the distribution is symmetric
    mask = (1 << (width * (smaller + 1))) - 1
    ways = 1
    for rank in sorted(doubled):
        ways += (ways << (rank * width)) & mask
    tail = ways % ((1 << width) - 1)
    return min(1.0, 2 * tail / (1 << len(doubled)))


def _normal_p(by_rank: Mapping[int, int], rises: int) -> float:
    expected = sum(rank * count for rank, count in by_rank.items()) / 2
    spread = math.sqrt(sum(rank * rank * count for rank, count in by_rank.items())) / 2
    return 2 * normal_cdf(-abs(rises - expected) / spread)


def mcnemar(gained: int, lost: int) -> DiscordantPairs:
    """Exact McNemar test (1947): by chance half of the discordant pairs are gains.

    The binomial tail is an incomplete beta function (DLMF 8.17.5), so that its cost hardly grows
    with the number of pairs.
    """
    smaller, larger = sorted((gained, lost))
    p = 2 * beta_cdf(0.5, larger, smaller + 1, rest=0.5) if larger else 1.0
    return DiscordantPairs(gained, lost, min(1.0, p))


def holm(values: Sequence[float]) -> list[float]:
    """Adjust each p of a family for the number of tests (Holm 1979)."""
    adjusted, highest = [0.0] * len(values), 0.0
    order = sorted(range(len(values)), key=lambda index: values[index])
    for step, index in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - step) * values[index]))
        adjusted[index] = highest
    return adjusted
