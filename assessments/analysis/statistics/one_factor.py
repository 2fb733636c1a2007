"""One common factor of several items by maximum likelihood, and McDonald's omega. Pure.

The estimates are those of the EM algorithm of Rubin and Thayer (1982), "EM algorithms for ML factor
analysis", Psychometrika 47, on the correlations.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.statistics.linear import Matrix

MIN_ITEMS: Final = 3  # with fewer the loadings are not determined
MIN_UNIQUENESS: Final = 0.005  # of the variance; lower values are a Heywood case
START: Final = 0.5
TOLERANCE: Final = 1e-10
MAX_ITERATIONS: Final = 20_000


@dataclass(frozen=True, slots=True)
class OneFactor:
    """Standardised loadings, and omega: the share of the factor in the variance of the total.

    `is_proper` is false if an item is explained nearly wholly, which a sample rarely supports.
    """

    loadings: tuple[float, ...]
    omega: float
    is_proper: bool


def one_factor(covariances: Matrix) -> OneFactor | None:
    """Fit one factor; None for fewer than three items, a constant item or no convergence.

    Omega is (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances), both in points
    (McDonald 1999, "Test theory", chapter 6).
    """
    size = len(covariances)
    if size < MIN_ITEMS or any(covariances[index][index] <= 0 for index in range(size)):
        return None
    deviations = [math.sqrt(covariances[index][index]) for index in range(size)]
    correlations = [
        [covariances[i][j] / (deviations[i] * deviations[j]) for j in range(size)]
        for i in range(size)
    ]
    loadings = _maximise(correlations)
    if loadings is None:
        return None
    if math.fsum(loadings) < 0:
        loadings = [-loading for loading in loadings]
    unique = [max(1 - loading * loading, MIN_UNIQUENESS) for loading in loadings]
    shared = math.fsum(d * loading for d, loading in zip(deviations, loadings, strict=True)) ** 2
    rest = math.fsum(d * d * part for d, part in zip(deviations, unique, strict=True))
    is_proper = min(unique) > MIN_UNIQUENESS
    return OneFactor(tuple(loadings), shared / (shared + rest), is_proper)


def _maximise(correlations: Matrix) -> list[float] | None:
    loadings = _first_guess(correlations)
    unique = [max(1 - loading * loading, MIN_UNIQUENESS) for loading in loadings]
    for _iteration in range(MAX_ITERATIONS):
        before = loadings
        loadings = _step(correlations, loadings, unique)
        unique = [max(1 - loading * loading, MIN_UNIQUENESS) for loading in loadings]
        if max(abs(a - b) for a, b in zip(loadings, before, strict=True)) < TOLERANCE:
            return loadings
    return None


def _first_guess(correlations: Matrix) -> list[float]:
    """Give each item the sign of its correlation with the item that correlates most."""
    strongest = max(correlations, key=lambda row: sum(map(abs, row)))
    return [math.copysign(START, value) for value in strongest]


def _step(correlations: Matrix, loadings: Sequence[float], unique: Sequence[float]) -> list[float]:
    """Regress the items on the expected factor scores."""
    weights = [loading / part for loading, part in zip(loadings, unique, strict=True)]
    scale = 1 + math.fsum(w * loading for w, loading in zip(weights, loadings, strict=True))
    weights = [weight / scale for weight in weights]
    shared = [
        math.fsum(r * weight for r, weight in zip(row, weights, strict=True))
        for row in correlations
    ]
    explained = math.fsum(w * loading for w, loading in zip(weights, loadings, strict=True))
    variance = 1 - explained + math.fsum(w * s for w, s in zip(weights, shared, strict=True))
    return [value / variance for value in shared]
