"""Gain relative to the possible gain: Hake's g, and Marx and Cummings' c. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.analysis.statistics.moments import mean


@dataclass(frozen=True, slots=True)
class NormalisedChange:
    """Mean of c over `n` learners; `dropped` scored 0 or the maximum both times."""

    mean: float | None
    n: int
    dropped: int


def hake_g(pre: Sequence[float], post: Sequence[float], *, highest: float) -> float | None:
    """Return Hake's g (1998) of the group means; None if the pre-test mean is the maximum."""
    before = mean(pre)
    return None if before >= highest else (mean(post) - before) / (highest - before)


def marx_cummings_c(
    pre: Sequence[float], post: Sequence[float], *, highest: float
) -> NormalisedChange:
    """Return the mean normalised change of Marx and Cummings (2007), "Normalized change"."""
    changes = [_change(*pair, highest) for pair in zip(pre, post, strict=True)]
    defined = [change for change in changes if change is not None]
    return NormalisedChange(
        mean(defined) if defined else None, len(defined), len(changes) - len(defined)
    )


def _change(pre: float, post: float, highest: float) -> float | None:
    if pre == post:
        return None if pre in (0, highest) else 0.0
    return (post - pre) / (highest - pre) if post > pre else (post - pre) / pre
