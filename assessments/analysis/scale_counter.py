"""Counts complete answers to a rating scale, from which its reliability follows. Pure."""

import math
from collections import Counter
from collections.abc import Mapping

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.pair_counter import PairCounter

ANY_TOTAL = 0.0  # reliability does not need people by total


class ScaleCounter:
    """Adds up the ratings of people who rated the same statements."""

    def __init__(self) -> None:
        self._n = 0
        self._people: Counter[tuple[str, float]] = Counter()  # by statement and points
        self._pairs: PairCounter[tuple[str, float]] = PairCounter()

    def add(self, ratings: Mapping[str, float]) -> None:
        """Count one person; `ratings` are points by statement, after reversing."""
        self._n += 1
        rated = sorted(ratings.items())
        self._people.update(rated)
        self._pairs.add(rated)

    def counts(self) -> TestCounts:
        """Return the counts of all people added."""
        points_of: dict[str, dict[float, dict[float, int]]] = {}
        for (code, points), people in self._people.items():
            points_of.setdefault(code, {})[points] = {ANY_TOTAL: people}
        parts: dict[str, dict[str, list[float]]] = {}
        for pair, people in self._pairs.pairs().items():
            (code, points), (later, later_points) = sorted(pair)
            products = people * points * later_points
            parts.setdefault(code, {}).setdefault(later, []).append(products)
        sums = {
            code: {later: math.fsum(values) for later, values in by_later.items()}
            for code, by_later in parts.items()
        }
        return TestCounts(n=self._n, points=points_of, products=sums)
