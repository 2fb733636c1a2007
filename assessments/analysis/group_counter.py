"""Counts what people contribute, by group. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from itertools import count
from typing import Any

from assessments.analysis.contributions import Contribution, FollowUp, Pair
from assessments.analysis.group_counts import FollowUpCounts, GroupCounts, ItemPairs, PairSums
from assessments.analysis.scale_counter import ScaleCounter

Fact = tuple[Any, ...]  # a kind, and the keys of what is counted
Counted = list[tuple[Fact, int]]  # the keys of facts of one kind, with people


class GroupCounters:
    """Adds up contributions by group. A person may count in several groups.

    What a person contributes is a list of facts, such as a score or the outcome of an item. Facts
    that people share are stored once, with a number, and a group counts numbers. Whole scales are
    counted for the group `with_scales` alone.
    """

    def __init__(self, groups: Iterable[Hashable], *, with_scales: Hashable = None) -> None:
        self._numbers: defaultdict[Fact, int] = defaultdict(count().__next__)
        self._counters: dict[Hashable, Counter[int]] = {group: Counter() for group in groups}
        self._with_scales = with_scales
        self._scales = {"before": ScaleCounter(), "after": ScaleCounter()}

    def add(self, person: Contribution, groups: Collection[Hashable]) -> None:
        """Count one person in those of these groups that are counted."""
        numbers = self._numbers
        facts = [numbers[fact] for fact in _facts(person)]
        for group in groups:
            if group in self._counters:
                self._counters[group].update(facts)
        if person.confidence and self._with_scales in groups:
            ratings = zip(*person.confidence.values(), strict=True)
            for counter, of_time in zip(self._scales.values(), ratings, strict=True):
                counter.add(dict(zip(person.confidence, of_time, strict=True)))

    def counts(self, group: Hashable) -> GroupCounts:
        """Return the counts of all people added to a group; they depend on no order."""
        counter = self._counters[group]
        counted = [(fact, counter[n]) for fact, n in self._numbers.items() if n in counter]
        has_scales = group == self._with_scales
        scales = {time: scale.counts() for time, scale in self._scales.items() if has_scales}
        return _count_facts(counted, {time: counts for time, counts in scales.items() if counts.n})


def count_people(people: Iterable[Contribution], *, has_scales: bool = False) -> GroupCounts:
    """Return the counts of a group of people; whole scales only if `has_scales`."""
    counters = GroupCounters([""], with_scales="" if has_scales else None)
    for person in people:
        counters.add(person, [""])
    return counters.counts("")


def _facts(person: Contribution) -> Iterator[Fact]:
    yield ("n",)
    for stage in person.stages:
        yield "flow", stage
    if person.pre is not None:
        if person.arm:
            yield "arms", person.arm, person.pre
        if person.post is None:
            yield "pre_only", person.pre
        else:
            yield "pairs", person.pre, person.post
    yield from [("objectives", code, *pair) for code, pair in person.objectives.items()]
    yield from [("items", *item) for item in person.items.items()]
    yield from [("confidence", code, *pair) for code, pair in person.confidence.items()]
    if person.confidence:
        yield "scale", "", *_mean_ratings(person)
    for months, follow_up in person.follow_ups.items():
        yield from _follow_up_facts(person, months, follow_up)


def _follow_up_facts(person: Contribution, months: str, follow_up: FollowUp) -> Iterator[Fact]:
    yield "followed_up", months
    if None not in (person.pre, person.post, follow_up.percent):
        yield "since_post", months, person.post, follow_up.percent
    if person.confidence and follow_up.ratings:
        yield "scale_since", months, _mean_ratings(person)[1], _mean(follow_up.ratings.values())
    for code, option in follow_up.answers.items():
        yield "answers", months, code, option


def _count_facts(counted: Iterable[tuple[Fact, int]], scales: dict[str, Any]) -> GroupCounts:
    of_kind: dict[str, Counted] = {}
    for (kind, *keys), people in counted:
        of_kind.setdefault(kind, []).append((tuple(keys), people))
    arms: dict[str, dict[float, int]] = {}
    for (arm, pre), people in of_kind.get("arms", ()):
        arms.setdefault(arm, {})[pre] = people
    items: dict[str, list[int]] = {}
    for (code, outcome), people in of_kind.get("items", ()):
        items.setdefault(code, [0, 0, 0, 0])[outcome] = people
    return GroupCounts(
        n=sum(people for _none, people in of_kind.get("n", ())),
        flow={stage: people for (stage,), people in of_kind.get("flow", ())},
        pairs={(pre, post): people for (pre, post), people in of_kind.get("pairs", ())},
        pre_only={pre: people for (pre,), people in of_kind.get("pre_only", ())},
        arms=arms,
        objectives=_sums(of_kind.get("objectives", ())),
        items={code: ItemPairs(*numbers) for code, numbers in items.items()},
        confidence=_sums(of_kind.get("confidence", ())),
        scale=_sums(of_kind.get("scale", ())).get("", PairSums()),
        scales=scales,
        follow_ups=_follow_ups(of_kind),
    )


def _follow_ups(of_kind: dict[str, Counted]) -> dict[str, FollowUpCounts]:
    answers: dict[str, dict[str, dict[str, int]]] = {}
    for (months, code, option), people in of_kind.get("answers", ()):
        answers.setdefault(months, {}).setdefault(code, {})[option] = people
    since_post, scale = (_sums(of_kind.get(kind, ())) for kind in ("since_post", "scale_since"))
    none = PairSums()
    return {
        months: FollowUpCounts(
            since_post.get(months, none),
            scale.get(months, none),
            answers.get(months, {}),
        )
        for (months,), _people in of_kind.get("followed_up", ())
    }


def _sums(counted: Iterable[tuple[Fact, int]]) -> dict[str, PairSums]:
    """Exactly rounded sums by code, whatever the order."""
    by_code: dict[str, list[PairSums]] = {}
    for (code, before, after), people in counted:
        by_code.setdefault(code, []).append(PairSums.of(before, after, people))
    return {
        code: PairSums(
            sum(row.n for row in rows),
            math.fsum(row.pre for row in rows),
            math.fsum(row.post for row in rows),
            math.fsum(row.pre_pre for row in rows),
            math.fsum(row.post_post for row in rows),
            math.fsum(row.pre_post for row in rows),
        )
        for code, rows in by_code.items()
    }


def _mean_ratings(person: Contribution) -> Pair:
    before, after = zip(*person.confidence.values(), strict=True)
    return _mean(before), _mean(after)


def _mean(values: Collection[float]) -> float:
    return math.fsum(values) / len(values)
