"""Cronbach's alpha (KR-20 for dichotomous items) with its interval and error. Pure."""

import math
from collections import Counter
from collections.abc import Sequence

from assessments.analysis.statistics.distributions import f_quantile
from assessments.analysis.statistics.moments import (
    DIGITS,
    PairCounts,
    differences,
    first_values,
    second_values,
    variance,
)

Items = Sequence[PairCounts]  # for each item the learners by points and total of the test


def count_items(columns: Sequence[Sequence[float]]) -> list[PairCounts]:
    """Count rows: one column of points per item, one row per learner.

    Totals are rounded so that differences by floating-point error count as ties.
    """
    sums = totals(columns)
    return [Counter(zip(column, sums, strict=True)) for column in columns]


def totals(columns: Sequence[Sequence[float]]) -> list[float]:
    """Return the total score of each learner."""
    return [round(math.fsum(row), DIGITS) for row in zip(*columns, strict=True)]


def alpha(items: Items) -> float | None:
    """Return alpha, which may be negative; None for one item or constant totals."""
    return alpha_of(_variances(items), variance(second_values(items[0])) if items else None)


def alpha_of(item_variances: Sequence[float], total_variance: float | None) -> float | None:
    """Compute alpha from variances, all with the same divisor."""
    count = len(item_variances)
    if count <= 1 or not total_variance:
        return None
    return count / (count - 1) * (1 - math.fsum(item_variances) / total_variance)


def alphas_if_deleted(items: Items) -> list[float | None]:
    """Return for each item the alpha of the other items."""
    squares = _variances(items)
    return [
        alpha_of(
            [square for index, square in enumerate(squares) if index != dropped],
            variance(differences(item)),
        )
        for dropped, item in enumerate(items)
    ]


def feldt_interval(
    value: float, *, learners: int, items: int, level: float = 0.95
) -> tuple[float, float]:
    """(1 - alpha) / (1 - estimate) has an F distribution (Feldt, Woodruff and Salih 1987)."""
    tail = (1 - level) / 2
    df1, df2 = learners - 1, (learners - 1) * (items - 1)
    low = 1 - (1 - value) * f_quantile(1 - tail, df1, df2)
    high = 1 - (1 - value) * f_quantile(tail, df1, df2)
    return low, high


def error_of_measurement(deviation: float, value: float) -> float:
    """Return the standard error of measurement, in points."""
    return deviation * math.sqrt(1 - value)


def _variances(items: Items) -> list[float]:
    return [variance(first_values(item)) or 0.0 for item in items]
