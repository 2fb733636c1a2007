"""Gain as a part of what could be gained: Hake's g, and Marx and Cummings' c. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.analysis.statistics.moments import mean


@dataclass(frozen=True, slots=True)
class NormalisedChange:
    """Mean of c over `n` learners; `dropped` had none or all points both times."""

    mean: float | None
    n: int
    dropped: int


def hake_g(pre: Sequence[float], post: Sequence[float], *, highest: float) -> float | None:
    """Hake (1998), of the group's means; None where the group had all points before."""
    before = mean(pre)
    return None if before >= highest else (mean(post) - before) / (highest - before)


def marx_cummings_c(
    pre: Sequence[float], post: Sequence[float], *, highest: float
) -> NormalisedChange:
    """Marx and Cummings (2007), "Normalized change"."""
    changes = [_change(*pair, highest) for pair in zip(pre, post, strict=True)]
    kept = [change for change in changes if change is not None]
    return NormalisedChange(mean(kept) if kept else None, len(kept), len(changes) - len(kept))


def _change(pre: float, post: float, highest: float) -> float | None:
    if pre == post:
        return None if pre in (0, highest) else 0.0
    return (post - pre) / (highest - pre) if post > pre else (post - pre) / pre
