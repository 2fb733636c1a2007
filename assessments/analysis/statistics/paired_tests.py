"""Paired t, Wilcoxon's signed ranks, McNemar's test, and Holm's correction. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assessments.analysis.statistics.distributions import normal_cdf, t_quantile, t_two_sided
from assessments.analysis.statistics.moments import mean, rounded, standard_deviation

MAX_EXACT_CHANGES: Final = (
    200  # changes; beyond, the normal distribution is as good and much faster
)


@dataclass(frozen=True, slots=True)
class MeanChange:
    """Mean change with its interval, then the paired t."""

    mean: float
    low: float
    high: float
    t: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """`statistic` is the sum of the ranks of the rises; `n` leaves out who did not change."""

    statistic: float
    n: int
    p: float
    method: Literal["exact", "normal"]


@dataclass(frozen=True, slots=True)
class DiscordantPairs:
    """`gained` were wrong, then right; `lost` the other way round."""

    gained: int
    lost: int
    p: float


def mean_change(changes: Sequence[float], *, level: float = 0.95) -> MeanChange | None:
    """None for fewer than two changes, or where all are the same."""
    spread = standard_deviation(changes)
    if not spread:
        return None
    df, centre = len(changes) - 1, mean(changes)
    error = spread / math.sqrt(len(changes))
    reach = t_quantile((1 + level) / 2, df) * error
    t = centre / error
    return MeanChange(centre, centre - reach, centre + reach, t, df, t_two_sided(t, df))


def signed_ranks(changes: Sequence[float]) -> SignedRanks | None:
    """Wilcoxon (1945), zeros left out, ties at their mean rank. None where nobody changed.

    The exact distribution is that of the ranks as they are tied, over all signs.
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
    """Twice the mean rank of each value, so that ties stay whole numbers."""
    first, ranks = 1, dict[float, int]()
    for value, count in sorted(Counter(values).items()):
        ranks[value] = 2 * first + count - 1
        first += count
    return [ranks[value] for value in values]


def _exact_p(doubled: Sequence[int], rises: int) -> float:
    """Two-sided. One long number holds how many signs lead to each sum, `width` bits a sum."""
    width = len(doubled) + 1
    ways = 1
    for rank in doubled:
        ways += ways << (rank * width)
    smaller = min(rises, sum(doubled) - rises)  # the distribution is symmetric
    mask, tail = (1 << width) - 1, 0
    for place in range(smaller + 1):
        tail += (ways >> (place * width)) & mask
    return min(1.0, 2 * tail / (1 << len(doubled)))


def _normal_p(doubled: Sequence[int], rises: int) -> float:
    expected = sum(doubled) / 2
    spread = math.sqrt(sum(rank * rank for rank in doubled)) / 2
    return 2 * normal_cdf(-abs(rises - expected) / spread)


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> DiscordantPairs:
    """McNemar (1947), exact: of those who changed, half rise by chance."""
    pairs = Counter(zip(before, after, strict=True))
    gained, lost = pairs[False, True], pairs[True, False]
    n, smaller = gained + lost, min(gained, lost)
    tail = sum(math.comb(n, k) for k in range(smaller + 1))
    return DiscordantPairs(gained, lost, min(1.0, 2 * tail / 2**n))


def holm(values: Sequence[float]) -> list[float]:
    """Holm (1979): each p of a family, adjusted for the number of tests."""
    adjusted, highest = [0.0] * len(values), 0.0
    order = sorted(range(len(values)), key=lambda place: values[place])
    for step, place in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - step) * values[place]))
        adjusted[place] = highest
    return adjusted
