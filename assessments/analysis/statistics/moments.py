"""Mean, spread and correlation of weighted values; None if a figure is undefined. Pure.

Values come as counts: a mapping from a value, or a pair of values, to the number of learners who
have it. `Counter(values)` and `Counter(zip(xs, ys))` turn rows into counts.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

Counts = Mapping[float, float]  # value: learners
PairCounts = Mapping[tuple[float, float], float]  # pair of values: learners

RELATIVE_TOLERANCE: Final = 1e-12  # of the sum of squares: rounding error of a constant
DIGITS: Final = 9  # decimals; scores that differ by less are tied
QUARTERS: Final = (0.25, 0.5, 0.75)


def size(counts: Mapping[Any, float]) -> float:
    """Return the number of learners."""
    return sum(counts.values())


def mean(values: Counts) -> float:
    """Return the arithmetic mean of at least one value."""
    return math.fsum(n * value for value, n in values.items()) / size(values)


def variance(values: Counts) -> float | None:
    """Return the sample variance (n - 1); None for fewer than two values, 0.0 for a constant."""
    n = size(values)
    if n <= 1:
        return None
    centre = mean(values)
    squares = math.fsum(count * (value - centre) ** 2 for value, count in values.items())
    scale = math.fsum(count * value * value for value, count in values.items())
    return 0.0 if squares <= RELATIVE_TOLERANCE * scale else squares / (n - 1)


def standard_deviation(values: Counts) -> float | None:
    """Return the sample standard deviation; None for fewer than two values."""
    square = variance(values)
    return None if square is None else math.sqrt(square)


def covariance(pairs: PairCounts) -> float | None:
    """Return the sample covariance (n - 1); None for fewer than two pairs."""
    n = size(pairs)
    if n <= 1:
        return None
    x_mean, y_mean = mean(first_values(pairs)), mean(second_values(pairs))
    products = (count * (x - x_mean) * (y - y_mean) for (x, y), count in pairs.items())
    return math.fsum(products) / (n - 1)


def correlation(pairs: PairCounts) -> float | None:
    """Return Pearson's r; None if either variable is constant."""
    shared = covariance(pairs)
    x_square, y_square = variance(first_values(pairs)), variance(second_values(pairs))
    if shared is None or not x_square or not y_square:
        return None
    return max(-1.0, min(1.0, shared / math.sqrt(x_square * y_square)))


def quartiles(values: Counts) -> tuple[float, float, float] | None:
    """Interpolate linearly between order statistics (type 7 of Hyndman and Fan).

    Counts must be whole. Returns None for no values.
    """
    last = size(values) - 1
    if last < 0:
        return None
    ordered = sorted((value, n) for value, n in values.items() if n > 0)

    def at(rank: int) -> float:
        below = 0.0
        for value, n in ordered:
            below += n
            if rank < below:
                return value
        return ordered[-1][0]

    low, middle, high = (_between(last * share, at) for share in QUARTERS)
    return low, middle, high


def first_values(pairs: PairCounts) -> dict[float, float]:
    """Return the counts of the first value of each pair."""
    return _added((x, n) for (x, _y), n in pairs.items())


def second_values(pairs: PairCounts) -> dict[float, float]:
    """Return the counts of the second value of each pair."""
    return _added((y, n) for (_x, y), n in pairs.items())


def differences(pairs: PairCounts) -> dict[float, float]:
    """Return the counts of the second value less the first."""
    return _added((y - x, n) for (x, y), n in pairs.items())


def rounded(values: Counts) -> dict[float, float]:
    """Round scores so that differences by floating-point error count as ties."""
    return _added((round(value, DIGITS), n) for value, n in values.items())


def _added(counts: Iterable[tuple[float, float]]) -> dict[float, float]:
    sums: dict[float, float] = {}
    for value, n in counts:
        sums[value] = sums.get(value, 0) + n
    return sums


def _between(position: float, at: Callable[[int], float]) -> float:
    """Interpolate between the order statistics around a position that counts from 0."""
    rank = math.floor(position)
    part = position - rank
    low = at(rank)
    return low + part * (at(rank + 1) - low) if part else low
