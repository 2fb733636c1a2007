"""What one person answered in a form of a test, and the counting of many. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.statistics.moments import DIGITS

# The chosen option and the points. The option is "" for no answer, and None for an answer of a type
# without single options.
ItemAnswer = tuple[str | None, float]


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """Answers to a form, by code of the item; dropped items are absent."""

    form: str
    answers: Mapping[str, ItemAnswer]

    @property
    def total(self) -> float:
        """Points of the whole form, rounded so that equal totals are tied."""
        return round(math.fsum(points for _option, points in self.answers.values()), DIGITS)


class FormCounter:
    """Adds up the answers of people to one form."""

    def __init__(self) -> None:
        self._n = 0
        self._options: dict[str, dict[str, dict[float, int]]] = {}
        self._points: dict[str, dict[float, dict[float, int]]] = {}
        self._omissions: dict[str, int] = {}
        self._products: dict[str, dict[str, float]] = {}

    def add(self, person: FormAnswers) -> None:
        """Count one person."""
        self._n += 1
        total = person.total
        earned = []
        for code, (option, points) in sorted(person.answers.items()):
            totals = self._points.setdefault(code, {}).setdefault(points, {})
            totals[total] = totals.get(total, 0) + 1
            self._omissions[code] = self._omissions.get(code, 0) + (option == "")
            if option is not None:
                totals = self._options.setdefault(code, {}).setdefault(option, {})
                totals[total] = totals.get(total, 0) + 1
            if points:
                earned.append((code, points))
        for (code, points), (later, later_points) in combinations(earned, 2):
            products = self._products.setdefault(code, {})
            products[later] = products.get(later, 0.0) + points * later_points

    def counts(self) -> TestCounts:
        """Return the counts of all people added."""
        products: dict[str, dict[str, float]] = {}
        for code, later in combinations(sorted(self._points), 2):
            sums = products.setdefault(code, {})
            sums[later] = self._products.get(code, {}).get(later, 0.0)
        return TestCounts(self._n, self._options, self._points, self._omissions, products)
