"""Mantel-Haenszel test: does an item favour one of two groups of equal ability? Pure.

A flag asks people to review the item; it is not a verdict.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assessments.analysis.statistics.distributions import chi_square_tail, normal_quantile
from assessments.analysis.statistics.moments import DIGITS, PairCounts

DELTA: Final = -2.35  # from a log odds ratio to the delta scale of ETS
MODERATE: Final = 1.0
LARGE: Final = 1.5
ALPHA: Final = 0.05
Table = tuple[int, int, int, int]  # reference right and wrong, focal right and wrong


@dataclass(frozen=True, slots=True)
class DifferentialItem:
    """An `odds_ratio` over 1 and a `delta` under 0 favour the reference group."""

    odds_ratio: float
    log_odds_error: float
    chi_square: float
    p: float
    delta: float
    category: Literal["A", "B", "C"]


def differential_item(reference: PairCounts, focal: PairCounts) -> DifferentialItem | None:
    """Stratify by total score, the item included (Holland and Thayer 1988).

    Each group counts learners by the points of the item, 0 or 1, and the total. Returns None if the
    tables allow no estimate.
    """
    cells = Counter[tuple[float, int, float]]()
    for group, learners in enumerate((reference, focal)):
        for (points, total), n in learners.items():
            cells[round(total, DIGITS), group, points] += round(n)
    return mantel_haenszel(
        (cells[total, 0, 1], cells[total, 0, 0], cells[total, 1, 1], cells[total, 1, 0])
        for total in sorted({total for total, _group, _points in cells})
    )


def mantel_haenszel(tables: Iterable[Table]) -> DifferentialItem | None:
    """Compute the test with continuity correction; None if the tables allow no estimate."""
    used = [table for table in tables if sum(table) > 1]
    agree = [a * d / (a + b + c + d) for a, b, c, d in used]
    differ = [b * c / (a + b + c + d) for a, b, c, d in used]
    spread = math.fsum(_variance(table) for table in used)
    if not math.fsum(agree) or not math.fsum(differ) or not spread:
        return None
    ratio = math.fsum(agree) / math.fsum(differ)
    error = math.sqrt(_log_odds_variance(used, agree, differ))
    excess = math.fsum(a - (a + b) * (a + c) / (a + b + c + d) for a, b, c, d in used)
    chi_square = max(0.0, abs(excess) - 0.5) ** 2 / spread
    p, delta = chi_square_tail(chi_square), DELTA * math.log(ratio)
    category = _category(delta, p, abs(DELTA) * error)
    return DifferentialItem(ratio, error, chi_square, p, delta, category)


def _variance(table: Table) -> float:
    a, b, c, d = table
    n = a + b + c + d
    return (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))


def _log_odds_variance(
    tables: Sequence[Table], agree: Sequence[float], differ: Sequence[float]
) -> float:
    """Variance of the log odds ratio after Robins, Breslow and Greenland (1986)."""
    p = [(a + d) / (a + b + c + d) for a, b, c, d in tables]
    q = [(b + c) / (a + b + c + d) for a, b, c, d in tables]
    r, s = math.fsum(agree), math.fsum(differ)
    both = zip(p, q, agree, differ, strict=True)
    parts = [(pi * ri, pi * si + qi * ri, qi * si) for pi, qi, ri, si in both]
    first, second, third = (math.fsum(column) for column in zip(*parts, strict=True))
    return first / (2 * r * r) + second / (2 * r * s) + third / (2 * s * s)


def _category(delta: float, p: float, error: float) -> Literal["A", "B", "C"]:
    """Classify by the rules of ETS (Zieky 1993): A negligible, B moderate, C large."""
    if abs(delta) < MODERATE or p >= ALPHA:
        return "A"
    is_beyond = (abs(delta) - MODERATE) / error > normal_quantile(1 - ALPHA)
    return "C" if abs(delta) >= LARGE and is_beyond else "B"
