"""Decides when the people at the pass mark of a follow-up are published anew. Pure.

They are published of everybody only, and only once ten more people than before reached the mark and
ten more did not. So a number published, and the difference of two, rests on ten people of each
outcome. What was published before stays meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.analysis.outcomes.shown_cells import TOLERANCE
from assessments.analysis.statistics.minimums import MIN_SHOWN
from assessments.analysis.statistics.proportions import Share, wilson


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """People with the test of a follow-up, and those of them who reached the pass mark."""

    n: int = 0
    reached: int = 0

    @property
    def share(self) -> Share:
        """The share at the mark; there must be somebody."""
        return wilson(self.reached, self.n)


def count_at_mark(scores: Mapping[float, int], mark: float) -> MarkCounts:
    """Count people by score in per cent; the mark is in per cent too."""
    reached = sum(people for score, people in scores.items() if score >= mark - TOLERANCE)
    return MarkCounts(sum(scores.values()), reached)


def renew_marks(
    before: Mapping[str, MarkCounts], now: Mapping[str, MarkCounts], *, minimum: int = MIN_SHOWN
) -> dict[str, MarkCounts]:
    """Return what is published by months after the course; `before` was published last."""
    published = dict(before)
    for months, counts in now.items():
        last = before.get(months, MarkCounts())
        new_reached = counts.reached - last.reached
        new_below = (counts.n - counts.reached) - (last.n - last.reached)
        if min(new_reached, new_below) >= minimum:
            published[months] = counts
    return published
