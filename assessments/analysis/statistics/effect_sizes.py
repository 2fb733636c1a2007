"""Standardised mean change of a matched group, with intervals and bias correction. Pure.

The interval of the noncentrality parameter of the paired t comes from the noncentral t
distribution. Both effect sizes, and their intervals, are that parameter times a factor (Algina and
Keselman 2003; Cumming 2012, chapter 11).
"""

import math
from dataclasses import dataclass

from assessments.analysis.statistics.moments import (
    Counts,
    PairCounts,
    differences,
    first_values,
    mean,
    second_values,
    size,
    standard_deviation,
    variance,
)
from assessments.analysis.statistics.noncentral_t import noncentrality_interval


@dataclass(frozen=True, slots=True)
class EffectSize:
    """`estimate` and its interval are in standard deviations; `unbiased` is Hedges' g."""

    estimate: float
    low: float
    high: float
    unbiased: float


def d_z(pairs: PairCounts) -> EffectSize | None:
    """Mean change divided by the standard deviation of the changes; None if undefined."""
    changes = differences(pairs)
    return _effect(changes, standard_deviation(changes))


def d_av(pairs: PairCounts) -> EffectSize | None:
    """Mean change divided by the root mean square of both standard deviations.

    None if undefined.
    """
    before, after = variance(first_values(pairs)), variance(second_values(pairs))
    if before is None or after is None:
        return None
    return _effect(differences(pairs), math.sqrt((before + after) / 2))


def hedges_factor(df: float) -> float:
    """Return the exact factor that makes an estimate unbiased (Hedges 1981)."""
    logarithm = math.lgamma(df / 2) - math.lgamma((df - 1) / 2) - 0.5 * math.log(df / 2)
    return math.exp(logarithm)


def _effect(changes: Counts, unit: float | None) -> EffectSize | None:
    spread = standard_deviation(changes)
    n = size(changes)
    df = n - 1
    if not spread or not unit or df <= 1:
        return None
    error = spread / math.sqrt(n)
    t = mean(changes) / error
    low, high = noncentrality_interval(t, df)
    factor = error / unit
    return EffectSize(t * factor, low * factor, high * factor, t * factor * hedges_factor(df))
