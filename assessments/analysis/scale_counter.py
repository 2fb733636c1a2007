"""Counts complete answers to a rating scale, from which its reliability follows. Pure."""

from collections.abc import Mapping
from itertools import combinations

from assessments.analysis.group_counts import TestCounts

ANY_TOTAL = 0.0  # reliability does not need people by total


class ScaleCounter:
    """Adds up the ratings of people who rated the same statements."""

    def __init__(self) -> None:
        self._n = 0
        self._points: dict[str, dict[float, int]] = {}
        self._products: dict[tuple[str, str], float] = {}

    def add(self, ratings: Mapping[str, float]) -> None:
        """Count one person; `ratings` are points by statement, after reversing."""
        self._n += 1
        rated = sorted(ratings.items())
        for code, points in rated:
            people = self._points.setdefault(code, {})
            people[points] = people.get(points, 0) + 1
        for (code, points), (later, later_points) in combinations(rated, 2):
            pair = code, later
            self._products[pair] = self._products.get(pair, 0.0) + points * later_points

    def counts(self) -> TestCounts:
        """Return the counts of all people added."""
        products: dict[str, dict[str, float]] = {}
        for (code, later), total in self._products.items():
            products.setdefault(code, {})[later] = total
        return TestCounts(
            n=self._n,
            points={
                code: {points: {ANY_TOTAL: n} for points, n in people.items()}
                for code, people in self._points.items()
            },
            products=products,
        )
