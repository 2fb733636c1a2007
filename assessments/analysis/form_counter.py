"""What one person answered in a form of a test, and the counting of many. Pure."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from assessments.analysis.group_counts import TestCounts
from assessments.analysis.pair_counter import PairCounter
from assessments.analysis.statistics.moments import DIGITS

# The chosen option and the points. The option is "" for no answer, and None for an answer of a type
# without single options.
ItemAnswer = tuple[str | None, float]
CountedAnswer = tuple[str, str | None, float, float]  # item, option, points, total
ByTotal = dict[float, Counter[tuple[str, ItemAnswer]]]


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
    """Adds up the answers of people to one form, of all and by group."""

    def __init__(self) -> None:
        self._n: dict[str, int] = {}
        self._answers: dict[str, ByTotal] = {}
        self._earned: PairCounter[tuple[str, float]] = PairCounter()  # items with their points

    @property
    def groups(self) -> Mapping[str, int]:
        """The number of people added by group."""
        return self._n

    def add(self, person: FormAnswers, group: str = "") -> None:
        """Count one person."""
        self._n[group] = self._n.get(group, 0) + 1
        total = person.total
        answers = person.answers
        of_group = self._answers.setdefault(group, {})
        counter = of_group.get(total)
        if counter is None:
            counter = of_group[total] = Counter()
        counter.update(answers.items())
        self._earned.add([(code, points) for code, (_option, points) in answers.items() if points])

    def counts(self) -> TestCounts:
        """Return the counts of all people added."""
        options: dict[str, dict[str, dict[float, int]]] = {}
        by_points: dict[str, dict[float, dict[float, int]]] = {}
        omissions: dict[str, int] = {}
        for (code, option, points, total), people in self._all_answers():
            _add(by_points.setdefault(code, {}).setdefault(points, {}), total, people)
            _add(omissions, code, people if option == "" else 0)
            if option is not None:
                _add(options.setdefault(code, {}).setdefault(option, {}), total, people)
        n = sum(self._n.values())
        return TestCounts(n, options, by_points, omissions, self._sums_of_products())

    def group_points(self, group: str) -> TestCounts:
        """Return the points of one group by item and total, and nothing else."""
        points: dict[str, dict[float, dict[float, int]]] = {}
        for (code, _option, earned, total), people in _by_answer(self._answers.get(group, {})):
            _add(points.setdefault(code, {}).setdefault(earned, {}), total, people)
        return TestCounts(n=self._n.get(group, 0), points=points)

    def _all_answers(self) -> Iterator[tuple[CountedAnswer, int]]:
        return chain.from_iterable(_by_answer(by_total) for by_total in self._answers.values())

    def _sums_of_products(self) -> dict[str, dict[str, float]]:
        codes = sorted({code for (code, _option, _points, _total), _n in self._all_answers()})
        parts: dict[str, dict[str, list[float]]] = {
            code: {later: [] for later in codes[i + 1 :]} for i, code in enumerate(codes[:-1])
        }
        for pair, people in self._earned.pairs().items():
            (code, points), (later, later_points) = sorted(pair)
            parts[code][later].append(people * points * later_points)
        return {
            code: {later: math.fsum(values) for later, values in by_later.items()}
            for code, by_later in parts.items()
        }


def _by_answer(by_total: ByTotal) -> Iterator[tuple[CountedAnswer, int]]:
    for total, counter in by_total.items():
        for (code, (option, points)), people in counter.items():
            yield (code, option, points, total), people


def _add(numbers: dict[Any, int], key: object, people: int) -> None:
    numbers[key] = numbers.get(key, 0) + people
