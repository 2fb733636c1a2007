"""Proportions with Wilson's confidence interval. Pure."""

import math
from dataclasses import dataclass

from assessments.analysis.statistics.distributions import normal_quantile


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion `count / n` with its interval, each from 0 to 1."""

    count: int
    n: int
    share: float
    low: float
    high: float


def wilson(count: int, n: int, *, level: float = 0.95) -> Share:
    """Compute Wilson's interval (1927). `n` is at least 1."""
    z = normal_quantile((1 + level) / 2)
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low, high = middle - reach, middle + reach
    return Share(
        count=count,
        n=n,
        share=share,
        low=0.0 if count == 0 else low,
        high=1.0 if count == n else high,
    )
