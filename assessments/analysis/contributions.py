"""What one person contributes to the counts of a group, and the counting. Pure."""

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from assessments.analysis.form_counter import FormAnswers
from assessments.analysis.group_counts import FollowUpCounts, GroupCounts, ItemPairs, PairSums
from assessments.analysis.scale_counter import ScaleCounter

Pair = tuple[float, float]  # before and after


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a person answered some months after the course.

    `percent` is the score of the test, None if it does not count. `ratings` are the points of a
    scale that was answered whole, `answers` the chosen options of all other questions, "" for none.
    """

    percent: float | None = None
    ratings: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Stages reached, and scores in per cent; None for a test that does not count.

    `objectives`, `items` and `confidence` have what was measured before and after; the scale of
    confidence counts if it was answered whole both times. `forms` are the answers to both tests, by
    purpose, and `follow_ups` those of later months, by their number.
    """

    stages: tuple[str, ...]
    pre: float | None = None
    post: float | None = None
    arm: str = ""
    objectives: Mapping[str, Pair] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)  # index in ItemPairs by item code
    confidence: Mapping[str, Pair] = field(default_factory=dict)
    forms: Mapping[str, FormAnswers] = field(default_factory=dict)
    follow_ups: Mapping[str, FollowUp] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return JSON; equal for equal contributions.

        Without a follow-up it is what it was before there were any: stored texts are compared.
        """
        values: list[Any] = [
            list(self.stages),
            self.pre,
            self.post,
            self.arm,
            self.objectives,
            self.items,
            self.confidence,
            {purpose: [test.form, test.answers] for purpose, test in self.forms.items()},
        ]
        if self.follow_ups:
            follow_ups = self.follow_ups.items()
            values.append({m: [f.percent, f.ratings, f.answers] for m, f in follow_ups})
        return json.dumps(values, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the contribution of what `as_text` returned, also before it had answers."""
        stages, pre, post, arm, objectives, items, confidence, *rest = json.loads(text)
        forms, follow_ups = (*rest, {}, {})[:2]
        return cls(
            tuple(stages),
            pre,
            post,
            arm,
            _pairs(objectives),
            items,
            _pairs(confidence),
            _forms(forms),
            {months: FollowUp(*values) for months, values in follow_ups.items()},
        )


def split_parts(text: str) -> dict[str, Any]:
    """Return the parts of what `as_text` returned that not everybody has; equal if alike.

    Stages are no part: few people may reach one, and whoever has not reached it must not be
    counted earlier than they are.
    """
    _stages, pre, post, arm, objectives, items, confidence, *rest = json.loads(text)
    forms, follow_ups = rest[:1], rest[1] if len(rest) > 1 else {}
    parts: dict[str, Any] = {}
    if pre is not None:
        parts["pre"] = [pre, arm]
        if post is not None:
            parts["tests"] = [pre, post, objectives, items, forms]
    if confidence:
        parts["confidence"] = confidence
    for months, (percent, ratings, answers) in follow_ups.items():
        if percent is not None and "tests" in parts:
            parts[f"test-{months}"] = [pre, post, percent]
        if ratings and confidence:
            parts[f"scale-{months}"] = [confidence, ratings]
        if answers:
            parts[f"answers-{months}"] = answers
    return parts


def item_outcome(before: float, after: float) -> int:
    """Return the index in `ItemPairs` of an item met on both occasions; full points are right."""
    return 2 * (before >= 1) + (after >= 1)


class GroupCounter:
    """Adds up the contributions of the people of a group; whole scales only if `has_scales`."""

    def __init__(self, *, has_scales: bool = False) -> None:
        self.n = 0
        self._scales = {time: ScaleCounter() for time in ("before", "after") if has_scales}
        self._scale = _no_sums()
        self._follow_ups: dict[str, _FollowUpCounter] = {}
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
        if person.confidence:
            self._add_scales(person.confidence)
        for months, follow_up in person.follow_ups.items():
            counter = self._follow_ups.setdefault(months, _FollowUpCounter())
            counter.add(person, follow_up)

    def _add_scales(self, confidence: Mapping[str, Pair]) -> None:
        for code, pair in confidence.items():
            _add_pair(self._confidence, code, pair)
        before, after = zip(*confidence.values(), strict=True)
        _add(self._scale, (_mean(before), _mean(after)))
        for counter, ratings in zip(self._scales.values(), (before, after), strict=False):
            counter.add(dict(zip(confidence, ratings, strict=True)))

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
            scale=_sums(self._scale),
            scales={
                time: counts
                for time, counter in self._scales.items()
                if (counts := counter.counts()).n
            },
            follow_ups={months: counter.counts() for months, counter in self._follow_ups.items()},
        )


class _FollowUpCounter:
    """Adds up what people answered at one follow-up."""

    def __init__(self) -> None:
        self._since_pre, self._since_post, self._scale = _no_sums(), _no_sums(), _no_sums()
        self._answers: dict[str, dict[str, int]] = {}

    def add(self, person: Contribution, follow_up: FollowUp) -> None:
        if None not in (person.pre, person.post, follow_up.percent):
            _add(self._since_pre, (person.pre or 0.0, follow_up.percent or 0.0))
            _add(self._since_post, (person.post or 0.0, follow_up.percent or 0.0))
        if person.confidence and follow_up.ratings:
            after = _mean([after for _before, after in person.confidence.values()])
            _add(self._scale, (after, _mean(follow_up.ratings.values())))
        for code, option in follow_up.answers.items():
            _increment(self._answers.setdefault(code, {}), option)

    def counts(self) -> FollowUpCounts:
        return FollowUpCounts(
            _sums(self._since_pre), _sums(self._since_post), _sums(self._scale), self._answers
        )


def count_people(people: Iterable[Contribution]) -> GroupCounts:
    """Return the counts of a group of people."""
    counter = GroupCounter()
    for person in people:
        counter.add(person)
    return counter.counts()


def _increment(numbers: dict[Any, int], key: object) -> None:
    numbers[key] = numbers.get(key, 0) + 1


def _mean(values: Collection[float]) -> float:
    return math.fsum(values) / len(values)


def _no_sums() -> list[float]:
    return [0, 0.0, 0.0, 0.0, 0.0, 0.0]


def _add_pair(all_sums: dict[str, list[float]], code: str, pair: Pair) -> None:
    _add(all_sums.setdefault(code, _no_sums()), pair)


def _add(sums: list[float], pair: Pair) -> None:
    before, after = pair
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


def _forms(forms: Mapping[str, tuple[str, Mapping[str, Any]]]) -> dict[str, FormAnswers]:
    return {
        purpose: FormAnswers(
            form, {code: (option, float(points)) for code, (option, points) in answers.items()}
        )
        for purpose, (form, answers) in forms.items()
    }
