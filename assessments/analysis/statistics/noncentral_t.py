"""Noncentral t distribution and the confidence interval of its noncentrality. Pure.

T is (Z + delta) / S with a standard normal Z and S the root of chi-square / df. The series is
algorithm AS 243 of Applied Statistics (Lenth 1989), summed downwards: downward recurrence of the
incomplete beta function is stable, upward recurrence loses digits. Its number of terms grows with
the noncentrality, so that for large ones the density of S is integrated instead.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from assessments.analysis.statistics.distributions import (
    TINY,
    beta_cdf,
    beta_kernel,
    find_root,
    normal_cdf,
    poisson_kernel,
    stirling_error,
)

SPREAD: Final = 12  # in standard deviations of the Poisson weights
MIN_TERMS: Final = 40
HALF: Final = 0.5
MAX_SERIES: Final = 100.0  # of t and the noncentrality
REACH: Final = 10.0  # standard deviations of S and of Z that are integrated
BOOLE: Final = (7, 32, 12, 32)
PANELS: Final = 100  # of Boole's rule
MIN_ROOT: Final = 1e-9  # of S that is integrated


def noncentral_t_cdf(t: float, df: float, delta: float) -> float:
    """Return P(T <= t)."""
    if t < 0:
        return 1 - noncentral_t_cdf(-t, df, -delta)
    below = normal_cdf(-delta)
    if t == 0:
        return below
    if max(t, abs(delta)) > MAX_SERIES:
        return _integral(t, df, delta)
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


def _integral(t: float, df: float, delta: float) -> float:
    """Integrate P(Z <= t s - delta) over the density of S.

    The probability rises from 0 to 1 within `REACH` / t around delta / t: there and above it are
    two smooth pieces, whose number of points does not depend on t.
    """
    spread = 1 / math.sqrt(2 * df)
    first, last = max(MIN_ROOT, 1 - REACH * spread), 1 + REACH * spread
    start, end = (min(last, max(first, (delta + side * REACH) / t)) for side in (-1, 1))
    scale = 2 * math.sqrt(df / (4 * math.pi)) * math.exp(-stirling_error(df / 2))

    def density(s: float) -> float:
        u = s - 1
        return scale * math.exp(df / 2 * (2 * math.log1p(u) - u * (2 + u))) / s

    rising = _boole(lambda s: normal_cdf(t * s - delta) * density(s), start, end)
    return min(1.0, rising + _boole(density, end, last))


def _boole(function: Callable[[float], float], low: float, high: float) -> float:
    """Integrate by the composite rule of Boole (DLMF 3.5.13)."""
    if high <= low:
        return 0.0
    step = (high - low) / (4 * PANELS)
    inner = (
        (BOOLE[k % 4] * (2 if k % 4 == 0 else 1), function(low + k * step))
        for k in range(1, 4 * PANELS)
    )
    ends = BOOLE[0] * (function(low) + function(high))
    return 2 * step / 45 * (ends + math.fsum(weight * value for weight, value in inner))


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
