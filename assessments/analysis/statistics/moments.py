"""Mean, spread and correlation; None where a figure does not exist. Pure."""

import math
from collections.abc import Sequence
from statistics import quantiles
from typing import Final

RELATIVE_TOLERANCE: Final = (
    1e-12  # of the mean square: what is left of a constant in floating point
)
DIGITS: Final = 9  # two scores that differ by less are tied


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float | None:
    """With n - 1; None for fewer than two values, 0.0 for a constant."""
    if len(values) <= 1:
        return None
    centre = mean(values)
    squares = math.fsum((value - centre) ** 2 for value in values)
    scale = math.fsum(value * value for value in values)
    return 0.0 if squares <= RELATIVE_TOLERANCE * scale else squares / (len(values) - 1)


def standard_deviation(values: Sequence[float]) -> float | None:
    square = variance(values)
    return None if square is None else math.sqrt(square)


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    if len(xs) <= 1:
        return None
    x_mean, y_mean = mean(xs), mean(ys)
    products = ((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return math.fsum(products) / (len(xs) - 1)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r; None where one of the two is constant."""
    shared, x_square, y_square = covariance(xs, ys), variance(xs), variance(ys)
    if shared is None or not x_square or not y_square:
        return None
    return max(-1.0, min(1.0, shared / math.sqrt(x_square * y_square)))


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """By linear interpolation between the order statistics (type 7 of Hyndman and Fan)."""
    if not values:
        return None
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def rounded(values: Sequence[float]) -> list[float]:
    """So that scores that only arithmetic set apart are tied when they are ranked."""
    return [round(value, DIGITS) for value in values]
