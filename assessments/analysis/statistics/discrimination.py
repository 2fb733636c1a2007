"""How an item and each of its options separate strong from weak learners. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.analysis.statistics.moments import (
    DIGITS,
    Counts,
    PairCounts,
    correlation,
    rounded,
    size,
)

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


@dataclass(frozen=True, slots=True)
class Tails:
    """Weight, from 0 to 1, of a learner with a total in the upper and in the lower group."""

    upper: Counts
    lower: Counts


def tail_size(learners: float) -> int:
    """Return the size of the upper or lower group, in learners."""
    return max(1, math.floor(TAIL * learners + 0.5))


def find_tails(totals: Counts) -> Tails:
    """Split learners by total; those tied at an edge share the remaining seats."""
    mirrored = _upper_weights({-total: n for total, n in totals.items()})
    lower = {total: mirrored[-total] for total in totals}
    return Tails(_upper_weights(totals), lower)


def _upper_weights(totals: Counts) -> dict[float, float]:
    seats = float(tail_size(size(totals)))
    weights = {}
    for total, n in sorted(rounded(totals).items(), reverse=True):
        weights[total] = min(1.0, seats / n) if n else 0.0
        seats -= n * weights[total]
    return {total: weights[round(total, DIGITS)] for total in totals}


def tail_mean(item: PairCounts, weights: Counts) -> float:
    """Return the mean points of the upper or the lower group; `item` pairs points and total."""
    points = math.fsum(n * weights[total] * point for (point, total), n in item.items())
    return points / math.fsum(n * weights[total] for (_point, total), n in item.items())


def item_rest(item: PairCounts) -> float | None:
    """Correlate points with the total of all other items; None for a constant item."""
    return correlation(
        _rest_pairs((points, total - points, n) for (points, total), n in item.items())
    )


def option_table(
    item: PairCounts,
    options: Mapping[str, Counts],
    points: Mapping[str, float],
    *,
    keys: Sequence[str],
    tails: Tails,
) -> tuple[OptionFigures, ...]:
    """Return figures of each answer and each key in alphabetical order; blanks excluded.

    `item` pairs points and total of all learners, `options` counts learners by answer and total,
    and `points` is what each answer scores. Without its points an answer has no `option_rest`.
    """
    return tuple(
        _option(option, option in keys, item, options.get(option, {}), points.get(option), tails)
        for option in sorted({*options, *keys} - {""})
    )


def _option(
    option: str,
    is_key: bool,
    item: PairCounts,
    chosen: Counts,
    points: float | None,
    tails: Tails,
) -> OptionFigures:
    count, learners = round(size(chosen)), size(item)
    return OptionFigures(
        option=option,
        is_key=is_key,
        count=count,
        share=count / learners,
        upper=_tail_share(item, chosen, tails.upper),
        lower=_tail_share(item, chosen, tails.lower),
        option_rest=None if points is None else _option_rest(item, chosen, points),
    )


def _tail_share(item: PairCounts, chosen: Counts, weights: Counts) -> float:
    among = math.fsum(n * weights[total] for total, n in chosen.items())
    return among / math.fsum(n * weights[total] for (_points, total), n in item.items())


def _option_rest(item: PairCounts, chosen: Counts, points: float) -> float | None:
    """Correlate choosing an answer with the total of all other items.

    None if more learners chose it than have its points: it does not determine the points.
    """
    pairs = _rest_pairs((0.0, total - value, n) for (value, total), n in item.items())
    for total, n in chosen.items():
        if n > item.get((points, total), 0):
            return None
        rest = round(total - points, DIGITS)
        pairs[0.0, rest] -= n
        pairs[1.0, rest] = pairs.get((1.0, rest), 0) + n
    return correlation(pairs)


def _rest_pairs(triples: Iterable[tuple[float, float, float]]) -> dict[tuple[float, float], float]:
    """Count a value with the rest of the total, rounded so that equal rests are one key."""
    pairs: dict[tuple[float, float], float] = {}
    for value, rest, n in triples:
        key = value, round(rest, DIGITS)
        pairs[key] = pairs.get(key, 0) + n
    return pairs
