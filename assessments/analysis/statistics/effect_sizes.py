"""Standardised mean change of a matched group, with intervals and bias correction. Pure.

The interval of the noncentrality parameter of the paired t comes from the noncentral t
distribution. Both effect sizes, and their intervals, are that parameter times a factor (Algina and
Keselman 2003; Cumming 2012, chapter 11).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.analysis.statistics.moments import mean, standard_deviation, variance
from assessments.analysis.statistics.noncentral_t import noncentrality_interval


@dataclass(frozen=True, slots=True)
class EffectSize:
    """`estimate` and its interval are in standard deviations; `unbiased` is Hedges' g."""

    estimate: float
    low: float
    high: float
    unbiased: float


def d_z(pre: Sequence[float], post: Sequence[float]) -> EffectSize | None:
    """Mean change divided by the standard deviation of the changes; None if undefined."""
    changes = _changes(pre, post)
    return _effect(changes, standard_deviation(changes))


def d_av(pre: Sequence[float], post: Sequence[float]) -> EffectSize | None:
    """Mean change divided by the root mean square of both standard deviations.

    None if undefined.
    """
    before, after = variance(pre), variance(post)
    if before is None or after is None:
        return None
    return _effect(_changes(pre, post), math.sqrt((before + after) / 2))


def hedges_factor(df: float) -> float:
    """Return the exact factor that makes an estimate unbiased (Hedges 1981)."""
    logarithm = math.lgamma(df / 2) - math.lgamma((df - 1) / 2) - 0.5 * math.log(df / 2)
    return math.exp(logarithm)


def _changes(pre: Sequence[float], post: Sequence[float]) -> list[float]:
    return [after - before for before, after in zip(pre, post, strict=True)]


def _effect(changes: Sequence[float], unit: float | None) -> EffectSize | None:
    spread = standard_deviation(changes)
    df = len(changes) - 1
    if not spread or not unit or df <= 1:
        return None
    error = spread / math.sqrt(len(changes))
    t = mean(changes) / error
    low, high = noncentrality_interval(t, df)
    factor = error / unit
    return EffectSize(t * factor, low * factor, high * factor, t * factor * hedges_factor(df))
