"""What one person contributes to the counts of a group, and the counting. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from assessments.analysis.form_counter import FormAnswers
from assessments.analysis.group_counts import GroupCounts, ItemPairs, PairSums

Pair = tuple[float, float]  # before and after


@dataclass(frozen=True, slots=True)
class Contribution:
    """Stages reached, and scores in per cent; None for a test that does not count.

    `objectives`, `items` and `confidence` have what was measured before and after. `forms` are the
    answers to both tests, by purpose.
    """

    stages: tuple[str, ...]
    pre: float | None = None
    post: float | None = None
    arm: str = ""
    objectives: Mapping[str, Pair] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)  # index in ItemPairs by item code
    confidence: Mapping[str, Pair] = field(default_factory=dict)
    forms: Mapping[str, FormAnswers] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return JSON; equal for equal contributions."""
        values = [
            list(self.stages),
            self.pre,
            self.post,
            self.arm,
            self.objectives,
            self.items,
            self.confidence,
            {purpose: [test.form, test.answers] for purpose, test in self.forms.items()},
        ]
        return json.dumps(values, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the contribution of what `as_text` returned, also before it had answers."""
        stages, pre, post, arm, objectives, items, confidence, *forms = json.loads(text)
        return cls(
            tuple(stages),
            pre,
            post,
            arm,
            _pairs(objectives),
            items,
            _pairs(confidence),
            _forms(*forms),
        )


def split_parts(text: str) -> dict[str, Any]:
    """Return the parts of what `as_text` returned that not everybody has; equal if alike.

    Stages are no part: few people may reach one, and whoever has not reached it must not be
    counted earlier than they are.
    """
    _stages, pre, post, arm, objectives, items, confidence, *forms = json.loads(text)
    parts: dict[str, Any] = {}
    if pre is not None:
        parts["pre"] = [pre, arm]
        if post is not None:
            parts["tests"] = [pre, post, objectives, items, forms]
    if confidence:
        parts["confidence"] = confidence
    return parts


def item_outcome(before: float, after: float) -> int:
    """Return the index in `ItemPairs` of an item met on both occasions; full points are right."""
    return 2 * (before >= 1) + (after >= 1)


class GroupCounter:
    """Adds up the contributions of the people of a group."""

    def __init__(self) -> None:
        self.n = 0
        self._flow: dict[str, int] = {}
        self._pairs: dict[Pair, int] = {}
        self._pre_only: dict[float, int] = {}
        self._arms: dict[str, dict[float, int]] = {}
        self._objectives: dict[str, list[float]] = {}
        self._items: dict[str, list[int]] = {}
        self._confidence: dict[str, list[float]] = {}

    def add(self, person: Contribution) -> None:
        """Count one person."""
        self.n += 1
        for stage in person.stages:
            _increment(self._flow, stage)
        if person.pre is not None:
            if person.arm:
                _increment(self._arms.setdefault(person.arm, {}), person.pre)
            if person.post is None:
                _increment(self._pre_only, person.pre)
            else:
                _increment(self._pairs, (person.pre, person.post))
        for code, pair in person.objectives.items():
            _add_pair(self._objectives, code, pair)
        for code, outcome in person.items.items():
            self._items.setdefault(code, [0, 0, 0, 0])[outcome] += 1
        for code, pair in person.confidence.items():
            _add_pair(self._confidence, code, pair)

    def counts(self) -> GroupCounts:
        """Return the counts of all people added."""
        return GroupCounts(
            n=self.n,
            flow=self._flow,
            pairs=self._pairs,
            pre_only=self._pre_only,
            arms=self._arms,
            objectives={code: _sums(sums) for code, sums in self._objectives.items()},
            items={code: ItemPairs(*numbers) for code, numbers in self._items.items()},
            confidence={code: _sums(sums) for code, sums in self._confidence.items()},
        )


def count_people(people: Iterable[Contribution]) -> GroupCounts:
    """Return the counts of a group of people."""
    counter = GroupCounter()
    for person in people:
        counter.add(person)
    return counter.counts()


def _increment(numbers: dict[Any, int], key: object) -> None:
    numbers[key] = numbers.get(key, 0) + 1


def _add_pair(all_sums: dict[str, list[float]], code: str, pair: Pair) -> None:
    before, after = pair
    sums = all_sums.setdefault(code, [0, 0.0, 0.0, 0.0, 0.0, 0.0])
    sums[0] += 1
    sums[1] += before
    sums[2] += after
    sums[3] += before * before
    sums[4] += after * after
    sums[5] += before * after


def _sums(values: list[float]) -> PairSums:
    return PairSums(int(values[0]), *values[1:])


def _pairs(values: Mapping[str, list[float]]) -> dict[str, Pair]:
    return {code: (float(before), float(after)) for code, (before, after) in values.items()}


def _forms(
    forms: Mapping[str, tuple[str, Mapping[str, Any]]] | None = None,
) -> dict[str, FormAnswers]:
    return {
        purpose: FormAnswers(
            form, {code: (option, float(points)) for code, (option, points) in answers.items()}
        )
        for purpose, (form, answers) in (forms or {}).items()
    }
