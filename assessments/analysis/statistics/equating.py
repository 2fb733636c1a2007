"""Linear equating of two forms for randomly equivalent groups. Pure."""

import math
from dataclasses import dataclass

from assessments.analysis.statistics.moments import Counts, mean, size, standard_deviation


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
