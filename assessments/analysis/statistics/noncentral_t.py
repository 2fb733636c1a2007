"""Noncentral t distribution and the confidence interval of its noncentrality. Pure.

The series is algorithm AS 243 of Applied Statistics (Lenth 1989), summed downwards: downward
recurrence of the incomplete beta function is stable, upward recurrence loses digits.
"""

import math
from functools import lru_cache
from typing import Final

from assessments.analysis.statistics.distributions import (
    TINY,
    beta_cdf,
    beta_kernel,
    find_root,
    normal_cdf,
    poisson_kernel,
)

SPREAD: Final = 12  # in standard deviations of the Poisson weights
MIN_TERMS: Final = 40
HALF: Final = 0.5


def noncentral_t_cdf(t: float, df: float, delta: float) -> float:
    """Return P(T <= t)."""
    if t < 0:
        return 1 - noncentral_t_cdf(-t, df, -delta)
    below = normal_cdf(-delta)
    if t == 0:
        return below
    mean = delta * delta / 2
    reach = MIN_TERMS + SPREAD * math.sqrt(mean)
    first, last = max(0, int(mean - reach)), int(mean + reach)
    even = _weighted(t, df, mean, first, last, shift=0.0)
    odd = _weighted(t, df, mean, first, last, shift=HALF)
    return below + 0.5 * (even + math.copysign(odd, delta))


def _weighted(t: float, df: float, mean: float, first: int, last: int, *, shift: float) -> float:
    """Sum over j the Poisson weight at j + shift times I_x(j + shift + 1/2, df / 2)."""
    total = t * t + df
    x, y, b = t * t / total, df / total, df / 2
    a = last + shift + HALF
    share = beta_cdf(x, a, b, rest=y)
    step = beta_kernel(x, a, b, rest=y) / a
    parts = []
    for weight in reversed(_weights(mean, first, last, shift=shift)):
        parts.append(weight * share)
        a -= 1
        if a > 0:  # I(a) = I(a + 1) + step(a)
            known = step > TINY
            step = step * (a + 1) / (x * (a + b)) if known else beta_kernel(x, a, b, rest=y) / a
            share += step
    return math.fsum(parts)


def _weights(mean: float, first: int, last: int, *, shift: float) -> list[float]:
    """Return Poisson weights at first + shift ... last + shift, computed from the mode outwards."""
    middle = min(last, max(first, int(mean)))
    largest = poisson_kernel(middle + shift, mean)
    up, down = [largest], [largest]
    for j in range(middle + 1, last + 1):
        up.append(up[-1] * mean / (j + shift))
    for j in range(middle, first, -1):
        down.append(down[-1] * (j + shift) / mean)
    return [*reversed(down[1:]), *up]


@lru_cache(maxsize=256)  # both effect sizes use the same t
def noncentrality_interval(t: float, df: float, *, level: float = 0.95) -> tuple[float, float]:
    """Return the noncentralities that leave (1 - level) / 2 in each tail of an observed t."""
    tail = (1 - level) / 2

    def bound(share: float) -> float:
        low, high = t - 1.0, t + 1.0
        while noncentral_t_cdf(t, df, low) < share:
            low -= high - low
        while noncentral_t_cdf(t, df, high) > share:
            high += high - low
        return find_root(lambda delta: share - noncentral_t_cdf(t, df, delta), low, high)

    return bound(1 - tail), bound(tail)
