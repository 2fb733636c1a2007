"""What one person answered in a form of a test, and the counting of many. Pure."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

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
        self._answers: Counter[tuple[str, str | None, float, float]] = Counter()
        self._numbers: dict[tuple[str, float], int] = {}  # of item and points that are not zero
        self._products: Counter[tuple[int, int]] = Counter()

    def add(self, person: FormAnswers) -> None:
        """Count one person."""
        self._n += 1
        total = person.total
        answers = person.answers
        self._answers.update(
            [(code, option, points, total) for code, (option, points) in answers.items()]
        )
        numbers = self._numbers
        earned = [
            numbers.setdefault((code, points), len(numbers))
            for code, (_option, points) in answers.items()
            if points
        ]
        self._products.update(combinations(earned, 2))

    def counts(self) -> TestCounts:
        """Return the counts of all people added."""
        options: dict[str, dict[str, dict[float, int]]] = {}
        by_points: dict[str, dict[float, dict[float, int]]] = {}
        omissions: dict[str, int] = {}
        for (code, option, points, total), people in self._answers.items():
            _add(by_points.setdefault(code, {}).setdefault(points, {}), total, people)
            _add(omissions, code, people if option == "" else 0)
            if option is not None:
                _add(options.setdefault(code, {}).setdefault(option, {}), total, people)
        return TestCounts(self._n, options, by_points, omissions, self._sums_of_products())

    def _sums_of_products(self) -> dict[str, dict[str, float]]:
        codes = sorted({code for code, _option, _points, _total in self._answers})
        sums = {code: dict.fromkeys(codes[i + 1 :], 0.0) for i, code in enumerate(codes[:-1])}
        earned = list(self._numbers)
        for (a, b), people in self._products.items():
            (code, points), (later, later_points) = sorted((earned[a], earned[b]))
            sums[code][later] += people * points * later_points
        return sums


def _add(numbers: dict[Any, int], key: object, people: int) -> None:
    numbers[key] = numbers.get(key, 0) + people
