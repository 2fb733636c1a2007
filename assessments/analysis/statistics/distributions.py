"""Distribution functions and quantiles for tests and intervals, in double precision. Pure.

Densities use the saddle-point expansion (Loader 2000, "Fast and accurate computation of binomial
probabilities"): differences of log-gamma lose digits for thousands of learners.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import Final

TINY: Final = 1e-300
EPSILON: Final = 1e-16
MAX_TERMS: Final = 20_000
MIN_SERIES_ARGUMENT: Final = 16.0
MAX_STEPS: Final = 100
ROOT_TOLERANCE: Final = 1e-15  # relative, of a root
STIRLING: Final = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)  # DLMF 5.11.1


def normal_cdf(z: float) -> float:
    """Return P(Z <= z) of the standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def normal_quantile(p: float) -> float:
    """Return the p-quantile of the standard normal distribution, 0 < p < 1."""
    return NormalDist().inv_cdf(p)


def chi_square_tail(x: float) -> float:
    """Return P(X > x) with one degree of freedom."""
    return math.erfc(math.sqrt(x / 2))


def beta_cdf(x: float, a: float, b: float, *, rest: float | None = None) -> float:
    """Return the regularised incomplete beta function (DLMF 8.17.22).

    `rest` is 1 - x if the caller knows it more precisely.
    """
    y = 1 - x if rest is None else rest
    if x <= 0 or y <= 0:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_kernel(y, b, a, rest=x) * _fraction(y, b, a) / b
    return beta_kernel(x, a, b, rest=y) * _fraction(x, a, b) / a


def beta_kernel(x: float, a: float, b: float, *, rest: float) -> float:
    """Return x^a (1-x)^b / B(a, b); `rest` is 1 - x."""
    n = a + b
    exponent = stirling_error(n) - stirling_error(a) - stirling_error(b)
    exponent -= deviance(a, n * x) + deviance(b, n * rest)
    return math.exp(exponent) * math.sqrt(a * b / (2 * math.pi * n))


def poisson_kernel(z: float, mean: float) -> float:
    """Return mean^z e^-mean / Gamma(z + 1) for whole and half-integer z."""
    if mean == 0 or z == 0:
        return math.exp(-mean) if z == 0 else 0.0
    exponent = -stirling_error(z) - deviance(z, mean)
    return math.exp(exponent) / math.sqrt(2 * math.pi * z)


def stirling_error(z: float) -> float:
    """Return log Gamma(z + 1) minus Stirling's formula."""
    if z < MIN_SERIES_ARGUMENT:
        return math.lgamma(z + 1) - (z + 0.5) * math.log(z) + z - 0.5 * math.log(2 * math.pi)
    return sum(c / z ** (2 * n + 1) for n, c in enumerate(STIRLING))


def deviance(x: float, mean: float) -> float:
    """Return x log(x / mean) + mean - x, which is at least 0."""
    ratio = (x - mean) / mean
    return x * math.log1p(ratio) - mean * ratio if ratio > -1 else mean


def t_cdf(t: float, df: float) -> float:
    """Return P(T <= t) with `df` degrees of freedom."""
    tail = t_two_sided(t, df) / 2
    return tail if t < 0 else 1 - tail


def t_two_sided(t: float, df: float) -> float:
    """Return P(|T| > |t|) with `df` degrees of freedom."""
    total = df + t * t
    return beta_cdf(df / total, df / 2, 0.5, rest=t * t / total)


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """Return the p-quantile of the t distribution, 0 < p < 1.

    Cached, since it takes 2 ms and pages ask for the same sizes of groups.
    """
    if p < 0.5:  # noqa: PLR2004 - the median
        return -t_quantile(1 - p, df)
    tail = 2 * (1 - p)
    high = 1.0
    while t_two_sided(high, df) > tail:
        high *= 2
    return find_root(lambda t: tail - t_two_sided(t, df), 0.0, high)


def f_quantile(p: float, df1: float, df2: float) -> float:
    """Return the p-quantile of the F distribution, 0 < p < 1."""

    def share(x: float) -> float:
        total = df1 * x + df2
        return beta_cdf(df1 * x / total, df1 / 2, df2 / 2, rest=df2 / total)

    high = 1.0
    while share(high) < p:
        high *= 2
    return find_root(lambda x: share(x) - p, 0.0, high)


def find_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of an increasing function by Ridders' method (1979).

    `low` and `high` must bracket the root.
    """
    below, above = function(low), function(high)
    guess = low
    for _step in range(MAX_STEPS):
        middle = (low + high) / 2
        value = function(middle)
        span = math.sqrt(value * value - below * above)
        if span == 0 or middle in (low, high):
            return middle
        before, guess = guess, min(high, max(low, middle - (middle - low) * value / span))
        at_guess = function(guess)
        if at_guess == 0 or abs(guess - before) <= ROOT_TOLERANCE * abs(guess):
            return guess
        for argument, result in ((middle, value), (guess, at_guess)):
            if result < 0 and argument > low:
                low, below = argument, result
            elif result >= 0 and argument < high:
                high, above = argument, result
    return guess


def _fraction(x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction of the incomplete beta function by Lentz's method."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > TINY else TINY)
    value = d
    for m in range(1, MAX_TERMS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > TINY else TINY)
            c = 1 + numerator / (c if abs(c) > TINY else TINY)
            value *= c * d
        if abs(c * d - 1) < EPSILON:
            break
    return value
