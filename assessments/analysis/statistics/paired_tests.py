"""Paired t, Wilcoxon signed ranks, McNemar's test and Holm's correction. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assessments.analysis.statistics.distributions import normal_cdf, t_quantile, t_two_sided
from assessments.analysis.statistics.moments import mean, rounded, standard_deviation

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


def mean_change(changes: Sequence[float], *, level: float = 0.95) -> MeanChange | None:
    """Test the mean change; None for fewer than two changes or equal changes."""
    spread = standard_deviation(changes)
    if not spread:
        return None
    df, centre = len(changes) - 1, mean(changes)
    error = spread / math.sqrt(len(changes))
    margin = t_quantile((1 + level) / 2, df) * error
    t = centre / error
    return MeanChange(centre, centre - margin, centre + margin, t, df, t_two_sided(t, df))


def signed_ranks(changes: Sequence[float]) -> SignedRanks | None:
    """Wilcoxon test (1945) without zeros, ties at their mean rank; None without any change.

    The exact distribution is that of the tied ranks over all signs.
    """
    moved = [change for change in rounded(changes) if change != 0]
    if not moved:
        return None
    doubled = doubled_ranks([abs(change) for change in moved])
    rises = sum(rank for rank, change in zip(doubled, moved, strict=True) if change > 0)
    if len(moved) <= MAX_EXACT_CHANGES:
        return SignedRanks(rises / 2, len(moved), _exact_p(doubled, rises), "exact")
    return SignedRanks(rises / 2, len(moved), _normal_p(doubled, rises), "normal")


def doubled_ranks(values: Sequence[float]) -> list[int]:
    """Return twice the mean rank of each value, which is an integer for ties too."""
    first, ranks = 1, dict[float, int]()
    for value, count in sorted(Counter(values).items()):
        ranks[value] = 2 * first + count - 1
        first += count
    return [ranks[value] for value in values]


def _exact_p(doubled: Sequence[int], rises: int) -> float:
    """Two-sided p from the number of sign patterns for each rank sum.

    All these numbers are in one integer, `width` bits for each sum: adding a rank is one shift.
    """
    width = len(doubled) + 1
    ways = 1
    for rank in doubled:
        ways += ways << (rank * width)
    smaller = min(rises, sum(doubled) - rises)  # the distribution is symmetric
    mask, tail = (1 << width) - 1, 0
    for total in range(smaller + 1):
        tail += (ways >> (total * width)) & mask
    return min(1.0, 2 * tail / (1 << len(doubled)))


def _normal_p(doubled: Sequence[int], rises: int) -> float:
    expected = sum(doubled) / 2
    spread = math.sqrt(sum(rank * rank for rank in doubled)) / 2
    return 2 * normal_cdf(-abs(rises - expected) / spread)


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> DiscordantPairs:
    """Exact McNemar test (1947): by chance half of the discordant pairs are gains."""
    pairs = Counter(zip(before, after, strict=True))
    gained, lost = pairs[False, True], pairs[True, False]
    n, smaller = gained + lost, min(gained, lost)
    tail = sum(math.comb(n, k) for k in range(smaller + 1))
    return DiscordantPairs(gained, lost, min(1.0, 2 * tail / 2**n))


def holm(values: Sequence[float]) -> list[float]:
    """Adjust each p of a family for the number of tests (Holm 1979)."""
    adjusted, highest = [0.0] * len(values), 0.0
    order = sorted(range(len(values)), key=lambda index: values[index])
    for step, index in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - step) * values[index]))
        adjusted[index] = highest
    return adjusted
