"""Cronbach's alpha (KR-20 for dichotomous items) with its interval and error. Pure."""

import math
from collections.abc import Sequence

from assessments.analysis.statistics.distributions import f_quantile
from assessments.analysis.statistics.moments import variance

Columns = Sequence[Sequence[float]]  # one column per item, one row per learner


def alpha(columns: Columns) -> float | None:
    """Return alpha, which may be negative; None for one item or constant totals."""
    return alpha_of(_variances(columns), variance(totals(columns)))


def alpha_of(item_variances: Sequence[float], total_variance: float | None) -> float | None:
    """Compute alpha from variances, all with the same divisor."""
    count = len(item_variances)
    if count <= 1 or not total_variance:
        return None
    return count / (count - 1) * (1 - math.fsum(item_variances) / total_variance)


def alphas_if_deleted(columns: Columns) -> list[float | None]:
    """Return for each item the alpha of the other items."""
    squares, sums = _variances(columns), totals(columns)
    return [
        alpha_of(
            [square for index, square in enumerate(squares) if index != dropped],
            variance([total - score for total, score in zip(sums, column, strict=True)]),
        )
        for dropped, column in enumerate(columns)
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


def totals(columns: Columns) -> list[float]:
    """Return the total score of each learner."""
    return [math.fsum(row) for row in zip(*columns, strict=True)]


def _variances(columns: Columns) -> list[float]:
    return [variance(column) or 0.0 for column in columns]
