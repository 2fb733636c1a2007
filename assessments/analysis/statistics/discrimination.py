"""How an item and each of its options separate strong from weak learners. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.statistics.moments import correlation, rounded

TAIL: Final = 0.27  # Kelley (1939), "The selection of upper and lower groups"


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One answer to an item: its frequency overall and in the upper and lower groups."""

    option: str
    is_key: bool
    count: int
    share: float
    upper: float
    lower: float
    option_rest: float | None


def tail_size(learners: int) -> int:
    """Return the size of the upper or lower group, in learners."""
    return max(1, math.floor(TAIL * learners + 0.5))


def upper_weights(totals: Sequence[float]) -> list[float]:
    """Return the weight of each learner in the upper group, from 0 to 1.

    Learners tied at the edge share the remaining seats, so that row order does not matter.
    """
    scores, size = rounded(totals), tail_size(len(totals))
    edge = sorted(scores, reverse=True)[size - 1]
    above = sum(score > edge for score in scores)
    share = (size - above) / scores.count(edge)
    return [1.0 if score > edge else share if score == edge else 0.0 for score in scores]


def lower_weights(totals: Sequence[float]) -> list[float]:
    """Return the weight of each learner in the lower group, from 0 to 1."""
    return upper_weights([-total for total in totals])


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the mean of `values` with non-negative `weights`."""
    products = (value * weight for value, weight in zip(values, weights, strict=True))
    return math.fsum(products) / math.fsum(weights)


def item_rest(scores: Sequence[float], totals: Sequence[float]) -> float | None:
    """Correlate an item with the total of all other items; None for a constant item."""
    return correlation(scores, rest_scores(scores, totals))


def rest_scores(scores: Sequence[float], totals: Sequence[float]) -> list[float]:
    """Return each total without the score of the item."""
    return [total - score for total, score in zip(totals, scores, strict=True)]


def option_table(
    answers: Sequence[str],
    keys: Sequence[str],
    *,
    rest: Sequence[float],
    upper: Sequence[float],
    lower: Sequence[float],
) -> tuple[OptionFigures, ...]:
    """Return figures of each answer and each key in alphabetical order; blanks excluded."""
    return tuple(
        _option(option, answers, option in keys, rest, upper, lower)
        for option in sorted({*answers, *keys} - {""})
    )


def _option(
    option: str,
    answers: Sequence[str],
    is_key: bool,
    rest: Sequence[float],
    upper: Sequence[float],
    lower: Sequence[float],
) -> OptionFigures:
    chosen = [float(answer == option) for answer in answers]
    count = round(math.fsum(chosen))
    return OptionFigures(
        option=option,
        is_key=is_key,
        count=count,
        share=count / len(answers),
        upper=weighted_mean(chosen, upper),
        lower=weighted_mean(chosen, lower),
        option_rest=correlation(chosen, rest),
    )
