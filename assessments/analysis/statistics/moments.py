"""Mean, spread and correlation; None if a figure is undefined. Pure."""

import math
from collections.abc import Sequence
from statistics import quantiles
from typing import Final

RELATIVE_TOLERANCE: Final = 1e-12  # of the sum of squares: rounding error of a constant
DIGITS: Final = 9  # decimals; scores that differ by less are tied


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean of at least one value."""
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float | None:
    """Return the sample variance (n - 1); None for fewer than two values, 0.0 for a constant."""
    if len(values) <= 1:
        return None
    centre = mean(values)
    squares = math.fsum((value - centre) ** 2 for value in values)
    scale = math.fsum(value * value for value in values)
    return 0.0 if squares <= RELATIVE_TOLERANCE * scale else squares / (len(values) - 1)


def standard_deviation(values: Sequence[float]) -> float | None:
    """Return the sample standard deviation; None for fewer than two values."""
    square = variance(values)
    return None if square is None else math.sqrt(square)


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return the sample covariance (n - 1); None for fewer than two pairs."""
    if len(xs) <= 1:
        return None
    x_mean, y_mean = mean(xs), mean(ys)
    products = ((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return math.fsum(products) / (len(xs) - 1)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return Pearson's r; None if either variable is constant."""
    shared, x_square, y_square = covariance(xs, ys), variance(xs), variance(ys)
    if shared is None or not x_square or not y_square:
        return None
    return max(-1.0, min(1.0, shared / math.sqrt(x_square * y_square)))


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Interpolate linearly between order statistics (type 7 of Hyndman and Fan).

    Returns None for no values.
    """
    if not values:
        return None
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def rounded(values: Sequence[float]) -> list[float]:
    """Round scores so that differences by floating-point error count as ties."""
    return [round(value, DIGITS) for value in values]
