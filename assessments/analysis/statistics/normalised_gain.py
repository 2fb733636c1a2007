"""Gain relative to the possible gain: Hake's g, and Marx and Cummings' c. Pure."""

from dataclasses import dataclass

from assessments.analysis.statistics.moments import PairCounts, first_values, mean, second_values


@dataclass(frozen=True, slots=True)
class NormalisedChange:
    """Mean of c over `n` learners; `dropped` had the minimum or the maximum both times."""

    mean: float | None
    n: int
    dropped: int


def hake_g(pairs: PairCounts, *, highest: float) -> float | None:
    """Return Hake's g (1998) of the group means; None if the pre-test mean is the maximum."""
    before, after = mean(first_values(pairs)), mean(second_values(pairs))
    return None if before >= highest else (after - before) / (highest - before)


def marx_cummings_c(pairs: PairCounts, *, highest: float, lowest: float = 0.0) -> NormalisedChange:
    """Return the mean normalised change of Marx and Cummings (2007), "Normalized change".

    A loss is a part of what could be lost: of the pre-test score above `lowest`.
    """
    dropped, changes = 0.0, dict[float, float]()
    for (pre, post), n in pairs.items():
        change = _change(pre - lowest, post - lowest, highest - lowest)
        if change is None:
            dropped += n
        else:
            changes[change] = changes.get(change, 0) + n
    counted = round(sum(changes.values()))
    return NormalisedChange(mean(changes) if counted else None, counted, round(dropped))


def _change(pre: float, post: float, highest: float) -> float | None:
    if pre == post:
        return None if pre in (0, highest) else 0.0
    return (post - pre) / (highest - pre) if post > pre else (post - pre) / pre
