"""Equating of two forms: linear, Tucker and equipercentile. Pure.

Kolen and Brennan (2014), "Test equating, scaling, and linking", chapters 2 and 4. Linear and
equipercentile equating are for randomly equivalent groups, Tucker's method for other groups that
share anchor items.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.analysis.statistics.moments import (
    Counts,
    PairCounts,
    covariance,
    first_values,
    mean,
    rounded,
    second_values,
    size,
    standard_deviation,
    variance,
)


@dataclass(frozen=True, slots=True)
class LinearEquating:
    """A score x of form X is worth `intercept + slope * x` points of form Y."""

    slope: float
    intercept: float
    mean_x: float
    mean_y: float
    sd_x: float
    sd_y: float
    n_x: int
    n_y: int

    def equated(self, x: float) -> float:
        """Return the score on the scale of form Y."""
        return self.intercept + self.slope * x

    def error(self, x: float) -> float:
        """Return the standard error at x for normal scores (Kolen and Brennan 2014, chapter 7)."""
        z = (x - self.mean_x) / self.sd_x
        return self.sd_y * math.sqrt((1 / self.n_x + 1 / self.n_y) * (1 + z * z / 2))


def linear_equating(xs: Counts, ys: Counts) -> LinearEquating | None:
    """Match means and standard deviations; None if a form has no variance."""
    sd_x, sd_y = standard_deviation(xs), standard_deviation(ys)
    if not sd_x or not sd_y:
        return None
    slope, mean_x, mean_y = sd_y / sd_x, mean(xs), mean(ys)
    n_x, n_y = round(size(xs)), round(size(ys))
    return LinearEquating(slope, mean_y - slope * mean_x, mean_x, mean_y, sd_x, sd_y, n_x, n_y)


@dataclass(frozen=True, slots=True)
class AnchorMoments:
    """Moments of the scores of one group in its form and in the anchor items."""

    mean: float
    variance: float
    anchor_mean: float
    anchor_variance: float
    covariance: float


@dataclass(frozen=True, slots=True)
class TuckerEquating:
    """A score x of form X is worth `intercept + slope * x` points of form Y."""

    slope: float
    intercept: float

    def equated(self, x: float) -> float:
        """Return the score on the scale of form Y."""
        return self.intercept + self.slope * x


def anchor_moments(pairs: PairCounts) -> AnchorMoments | None:
    """Return the moments of learners by score and anchor score; None without a spread of both."""
    form, anchor = first_values(pairs), second_values(pairs)
    spread, anchor_spread, shared = variance(form), variance(anchor), covariance(pairs)
    if not spread or not anchor_spread or shared is None:
        return None
    return AnchorMoments(mean(form), spread, mean(anchor), anchor_spread, shared)


def tucker_equating(
    x: AnchorMoments, y: AnchorMoments, *, weight: float = 1.0
) -> TuckerEquating | None:
    """Equate for a population with `weight` of the group of form X; None without a spread.

    The regression on the anchor is assumed to be the same in both groups.
    """
    slope_x, slope_y = x.covariance / x.anchor_variance, y.covariance / y.anchor_variance
    lead, excess = x.anchor_mean - y.anchor_mean, x.anchor_variance - y.anchor_variance
    other = 1 - weight
    mean_x, mean_y = x.mean - other * slope_x * lead, y.mean + weight * slope_y * lead
    between = weight * other * lead * lead
    spread_x = x.variance + slope_x * slope_x * (between - other * excess)
    spread_y = y.variance + slope_y * slope_y * (between + weight * excess)
    if spread_x <= 0 or spread_y <= 0:
        return None
    slope = math.sqrt(spread_y / spread_x)
    return TuckerEquating(slope, mean_y - slope * mean_x)


def equipercentile_equating(
    xs: Counts, ys: Counts, *, highest: int, step: float = 1.0
) -> tuple[float, ...] | None:
    """Return the equivalent on form Y of the scores 0, step, 2 step ... `highest` steps of form X.

    Unsmoothed, with scores uniform within half a step. Where no learner has a score, the mean of
    the smallest and the largest equivalent. None if a form has no learner.
    """
    if not size(xs) or not size(ys):
        return None
    x_shares, y_shares = (_cumulated(scores, highest, step) for scores in (xs, ys))
    ranks = [(low + high) / 2 for low, high in pairwise(x_shares)]
    return tuple(step * _equivalent(rank, y_shares) for rank in ranks)


def _cumulated(scores: Counts, highest: int, step: float) -> list[float]:
    """Return the share of learners below each step, and at last 1."""
    people = [0.0] * (highest + 1)
    for score, n in rounded(scores).items():
        people[round(score / step)] += n
    below, shares = 0.0, [0.0]
    for n in people:
        below += n
        shares.append(below / size(scores))
    return shares


def _equivalent(rank: float, shares: Sequence[float]) -> float:
    """Return the score, in steps, at a percentile rank; `shares[k]` are below k - 1/2."""
    top = len(shares) - 1
    upper = next((k for k in range(1, top + 1) if shares[k] > rank), None)
    largest = top - 0.5 if upper is None else _inside(rank, shares, upper)
    lower = next((k for k in range(top, 0, -1) if shares[k - 1] < rank), None)
    smallest = -0.5 if lower is None else _inside(rank, shares, lower)
    return (smallest + largest) / 2


def _inside(rank: float, shares: Sequence[float], k: int) -> float:
    """Interpolate within the score k - 1, which reaches half a step to either side."""
    return (rank - shares[k - 1]) / (shares[k] - shares[k - 1]) + k - 1.5
