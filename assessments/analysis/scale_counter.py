"""Counts complete answers to a rating scale, from which its reliability follows. Pure."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations

from assessments.analysis.group_counts import TestCounts

ANY_TOTAL = 0.0  # reliability does not need people by total


class ScaleCounter:
    """Adds up the ratings of people who rated the same statements."""

    def __init__(self) -> None:
        self._n = 0
        self._numbers: dict[tuple[str, float], int] = {}  # of statement and points
        self._people: Counter[int] = Counter()
        self._pairs: Counter[tuple[int, int]] = Counter()

    def add(self, ratings: Mapping[str, float]) -> None:
        """Count one person; `ratings` are points by statement, after reversing."""
        self._n += 1
        numbers = self._numbers
        rated = [numbers.setdefault(row, len(numbers)) for row in sorted(ratings.items())]
        self._people.update(rated)
        self._pairs.update(combinations(rated, 2))

    def counts(self) -> TestCounts:
        """Return the counts of all people added."""
        rated = list(self._numbers)
        points_of: dict[str, dict[float, dict[float, int]]] = {}
        for number, people in self._people.items():
            code, points = rated[number]
            points_of.setdefault(code, {})[points] = {ANY_TOTAL: people}
        products: dict[str, dict[str, float]] = {}
        for (first, second), people in self._pairs.items():
            (code, points), (later, later_points) = rated[first], rated[second]
            sums = products.setdefault(code, {})
            sums[later] = sums.get(later, 0.0) + people * points * later_points
        return TestCounts(n=self._n, points=points_of, products=products)
