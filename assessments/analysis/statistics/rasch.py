"""Rasch item difficulties by conditional maximum likelihood. Pure.

Fischer and Molenaar (1995), chapters 3 and 8. Conditional on the total score, the answers depend on
the items alone, so no distribution of ability is assumed. With e_i = exp(-difficulty) the
likelihood needs only the elementary symmetric functions of e: the coefficients of the product of (1
+ e_i x). Learners with none or all right carry no information and are left out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.statistics.linear import Matrix, inverse
from assessments.analysis.statistics.moments import second_values
from assessments.analysis.statistics.reliability import Items

MAX_ITERATIONS: Final = 60
TOLERANCE: Final = 1e-11
MAX_STEP: Final = 2.0  # logits
MAX_DIFFICULTY: Final = 20.0  # logits; beyond it the likelihood has no maximum


@dataclass(frozen=True, slots=True)
class RaschScale:
    """Difficulties in logits, with mean zero, and their standard errors."""

    difficulties: tuple[float, ...]
    errors: tuple[float, ...]
    learners: int  # without those with none or all right


def rasch_scale(items: Items) -> RaschScale | None:
    """Fit items scored 0 or 1; None if no finite estimate exists."""
    count = len(items)
    by_total = [0] * (count + 1)
    for total, n in second_values(items[0]).items() if items else ():
        by_total[round(total)] += round(n)
    by_total[0] = by_total[count] = 0
    learners = sum(by_total)
    right = [
        math.fsum(n for (points, total), n in item.items() if points and round(total) < count)
        for item in items
    ]
    if not learners or not all(0 < total < learners for total in right):
        return None
    return _maximise_likelihood(right, by_total, learners)


def _maximise_likelihood(
    right: Sequence[float], by_total: Sequence[int], learners: int
) -> RaschScale | None:
    count = len(right)
    easiness = [math.log(r / (learners - r)) for r in right]
    for _step in range(MAX_ITERATIONS):
        centre = math.fsum(easiness) / count
        easiness = [value - centre for value in easiness]
        expected, information = _moments([math.exp(value) for value in easiness], by_total)
        slope = [r - e for r, e in zip(right, expected, strict=True)]
        # Only differences are identified: adding a constant makes the matrix invertible.
        spread = inverse([[value + 1 for value in row] for row in information])
        if spread is None:
            return None
        move = [math.fsum(s * g for s, g in zip(row, slope, strict=True)) for row in spread]
        longest = max(abs(part) for part in move)
        if longest < TOLERANCE:
            errors = (math.sqrt(spread[i][i] - 1 / count**2) for i in range(count))
            return RaschScale(tuple(-value for value in easiness), tuple(errors), learners)
        scale = min(1.0, MAX_STEP / longest)
        easiness = [value + scale * part for value, part in zip(easiness, move, strict=True)]
        if max(abs(value) for value in easiness) > MAX_DIFFICULTY:
            return None
    return None


def symmetric_functions(values: Sequence[float]) -> list[float]:
    """Return the coefficients of the product of (1 + v x), adding one value at a time.

    Only sums of positive terms occur, so nothing cancels.
    """
    coefficients = [1.0]
    for value in values:
        longer = [*coefficients, 0.0]
        coefficients = [
            current + value * previous
            for current, previous in zip(longer, [0.0, *coefficients], strict=True)
        ]
    return coefficients


def _moments(values: Sequence[float], by_total: Sequence[int]) -> tuple[list[float], Matrix]:
    """Return the expected right answers of each item and the information matrix."""
    count = len(values)
    whole = symmetric_functions(values)
    without = [symmetric_functions([*values[:i], *values[i + 1 :]]) for i in range(count)]
    totals = [r for r in range(1, count) if by_total[r]]
    shares = [{r: values[i] * without[i][r - 1] / whole[r] for r in totals} for i in range(count)]
    expected = [math.fsum(by_total[r] * share[r] for r in totals) for share in shares]
    information = [[0.0] * count for _item in range(count)]
    for i in range(count):
        information[i][i] = math.fsum(
            by_total[r] * shares[i][r] * (1 - shares[i][r]) for r in totals
        )
        for j in range(i):
            both = divide_out_factor(without[i], values[j])
            weight = values[i] * values[j]
            information[i][j] = information[j][i] = math.fsum(
                by_total[r]
                * (
                    (weight * both[r - 2] / whole[r] if r > 1 else 0.0)
                    - shares[i][r] * shares[j][r]
                )
                for r in totals
            )
    return expected, information


def divide_out_factor(coefficients: Sequence[float], value: float) -> list[float]:
    """Divide the product by (1 + value x), from both ends towards the stable degree."""
    size = len(coefficients) - 1
    quotient = [0.0] * size
    half = _stable_degree(coefficients, value)
    carried = 0.0
    for degree in range(half):
        carried = quotient[degree] = coefficients[degree] - value * carried
    carried = 0.0
    for degree in range(size - 1, half - 1, -1):
        carried = quotient[degree] = (coefficients[degree + 1] - carried) / value
    return quotient


def _stable_degree(coefficients: Sequence[float], value: float) -> int:
    """Return the degree up to which the coefficients outgrow the factor: subtraction is stable."""
    for degree in range(1, len(coefficients)):
        if coefficients[degree] < 2 * value * coefficients[degree - 1]:
            return degree
    return len(coefficients) - 1
