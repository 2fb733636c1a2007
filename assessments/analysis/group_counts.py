"""Counts of a group of people: sufficient statistics of all figures of evaluation. Pure.

Scores are in per cent of the points. Counts hold no ids of people and do not depend on the order
in which people are counted, except for the last bits of the sums in `PairSums`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final, Self

from assessments.analysis.added_counts import (
    add_all,
    add_numbers,
    combine,
    numbers_as_json,
    numbers_from_json,
)

STAGES: Final = ("registered", "pre", "finished", "post", "matched", "certificate", "follow_up")
FOLLOW_UP_STAGES: Final = ("follow_up", "tested-", "rated-")  # beginnings of those of answers
ARMS: Final = ("AB", "BA")


def asked_stage(months: int) -> str:
    """Return the stage of people who were invited to a follow-up after these months."""
    return f"asked-{months}"


def tested_stage(months: int) -> str:
    """Return the stage of people who took the test of a follow-up."""
    return f"tested-{months}"


def rated_stage(months: int) -> str:
    """Return the stage of people who submitted the questionnaire of a follow-up."""
    return f"rated-{months}"


Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemPairs:
    """Matched people who met an item on both occasions; full points are right."""

    both_wrong: int = 0
    gained: int = 0
    lost: int = 0
    both_right: int = 0

    @property
    def n(self) -> int:
        """People who met the item on both occasions."""
        return self.both_wrong + self.gained + self.lost + self.both_right

    def __add__(self, other: Self) -> "ItemPairs":
        return ItemPairs(
            self.both_wrong + other.both_wrong,
            self.gained + other.gained,
            self.lost + other.lost,
            self.both_right + other.both_right,
        )


@dataclass(frozen=True, slots=True)
class PairSums:
    """Sums over matched people of two scores, their squares and their product."""

    n: int = 0
    pre: float = 0.0
    post: float = 0.0
    pre_pre: float = 0.0
    post_post: float = 0.0
    pre_post: float = 0.0

    @classmethod
    def of(cls, pre: float, post: float, n: int = 1) -> Self:
        """Return the sums of `n` people with these scores."""
        return cls(n, n * pre, n * post, n * pre * pre, n * post * post, n * pre * post)

    def __add__(self, other: Self) -> "PairSums":
        return PairSums(
            self.n + other.n,
            self.pre + other.pre,
            self.post + other.post,
            self.pre_pre + other.pre_pre,
            self.post_post + other.post_post,
            self.pre_post + other.pre_post,
        )


@dataclass(frozen=True, slots=True)
class TestCounts:
    """Counts of one form of one test, for the quality of its items.

    `options` counts people by item, option and total points of the test; `points` by item, points
    of the item and total points; `omissions` people by item that they left without an answer.
    They give facility, discrimination, options, alpha, Rasch difficulties, measures and fit, and
    equating. Omega also needs `products`: for each item, the sums of its points times those of each
    item with a later code. Comparing groups item by item needs the counts of each group, and time
    on items and tests without any answer need rows.

    Counts of a rating scale have no options and no totals: all people stand at the total 0.
    """

    n: int = 0
    options: Mapping[str, Mapping[str, Mapping[float, int]]] = field(default_factory=dict)
    points: Mapping[str, Mapping[float, Mapping[float, int]]] = field(default_factory=dict)
    omissions: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return JSON-compatible types in a fixed order; `from_json` is the exact inverse."""
        return {
            "n": self.n,
            "options": {
                item: {option: numbers_as_json(n) for option, n in sorted(options.items())}
                for item, options in sorted(self.options.items())
            },
            "points": {
                item: [[points, numbers_as_json(n)] for points, n in sorted(by_points.items())]
                for item, by_points in sorted(self.points.items())
            },
            "omissions": dict(sorted(self.omissions.items())),
            "products": {
                item: dict(sorted(sums.items())) for item, sums in sorted(self.products.items())
            },
        }

    @classmethod
    def from_json(cls, counts: Json) -> Self:
        """Return the counts of what `as_json` returned; a missing key counts nobody."""
        return cls(
            n=counts["n"],
            options={
                item: {option: numbers_from_json(n) for option, n in options.items()}
                for item, options in counts.get("options", {}).items()
            },
            points={
                item: {float(points): numbers_from_json(n) for points, n in by_points}
                for item, by_points in counts.get("points", {}).items()
            },
            omissions=dict(counts.get("omissions", {})),
            products={item: dict(sums) for item, sums in counts.get("products", {}).items()},
        )

    def __add__(self, other: Self) -> "TestCounts":
        """Return the counts of people of whom nobody is in both."""
        return TestCounts(
            self.n + other.n,
            combine((self.options, other.options), lambda a, b: combine((a, b), add_numbers)),
            combine((self.points, other.points), lambda a, b: combine((a, b), add_numbers)),
            add_all((self.omissions, other.omissions)),
            combine((self.products, other.products), lambda a, b: combine((a, b), float.__add__)),
        )


@dataclass(frozen=True, slots=True)
class FollowUpCounts:
    """Counts of a follow-up some months after the course.

    `since_post` are sums over people with both tests and this one: their score after the course and
    now, in per cent. `scale` has the mean ratings after the course and now, `answers` people by
    question and option, "" for a question left out.
    """

    since_post: PairSums = PairSums()
    scale: PairSums = PairSums()
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return JSON-compatible types in a fixed order; `from_json` is the exact inverse."""
        return {
            "since_post": _sums_as_json(self.since_post),
            "scale": _sums_as_json(self.scale),
            "answers": {
                code: dict(sorted(options.items()))
                for code, options in sorted(self.answers.items())
            },
        }

    @classmethod
    def from_json(cls, counts: Json) -> Self:
        """Return the counts of what `as_json` returned; unknown keys are ignored."""
        return cls(
            _sums_from_json(counts["since_post"]),
            _sums_from_json(counts["scale"]),
            {code: dict(options) for code, options in counts["answers"].items()},
        )

    def __add__(self, other: Self) -> "FollowUpCounts":
        """Return the counts of people of whom nobody is in both."""
        return FollowUpCounts(
            self.since_post + other.since_post,
            self.scale + other.scale,
            combine((self.answers, other.answers), lambda a, b: add_all((a, b))),
        )


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts of one group of people. A missing key stands for zero people.

    `flow` counts people by stage of `STAGES`. `pairs` counts matched people by the pair of their
    scores, `pre_only` people without a post-test by the score of the pre-test, and `arms` all
    people with a pre-test by arm and score. `objectives`, `items` and `confidence` have the code of
    an objective or module, of an item and of a statement of the scale as key. `scale` are mean
    ratings of people who answered the whole scale twice, `scales` what they answered before and
    after, of everyone only. `follow_ups` are by months after the course.
    """

    n: int = 0
    flow: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[tuple[float, float], int] = field(default_factory=dict)
    pre_only: Mapping[float, int] = field(default_factory=dict)
    arms: Mapping[str, Mapping[float, int]] = field(default_factory=dict)
    objectives: Mapping[str, PairSums] = field(default_factory=dict)
    items: Mapping[str, ItemPairs] = field(default_factory=dict)
    confidence: Mapping[str, PairSums] = field(default_factory=dict)
    scale: PairSums = PairSums()
    scales: Mapping[str, TestCounts] = field(default_factory=dict)
    follow_ups: Mapping[str, FollowUpCounts] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return JSON-compatible types in a fixed order; `from_json` is the exact inverse."""
        return {
            "n": self.n,
            "flow": dict(sorted(self.flow.items())),
            "pairs": [[pre, post, n] for (pre, post), n in sorted(self.pairs.items())],
            "pre_only": numbers_as_json(self.pre_only),
            "arms": {arm: numbers_as_json(n) for arm, n in sorted(self.arms.items())},
            "objectives": {code: _sums_as_json(s) for code, s in sorted(self.objectives.items())},
            "items": {
                code: [pairs.both_wrong, pairs.gained, pairs.lost, pairs.both_right]
                for code, pairs in sorted(self.items.items())
            },
            "confidence": {code: _sums_as_json(s) for code, s in sorted(self.confidence.items())},
            "scale": _sums_as_json(self.scale),
            "scales": {time: counts.as_json() for time, counts in sorted(self.scales.items())},
            "follow_ups": {
                months: counts.as_json() for months, counts in sorted(self.follow_ups.items())
            },
        }

    @classmethod
    def from_json(cls, counts: Json) -> Self:
        """Return the counts of what `as_json` returned, also before it had all its keys.

        A missing key counts nobody; unknown keys are ignored. Raises KeyError without `n`.
        """

        def of(key: str) -> Json:
            return counts.get(key) or {}

        return cls(
            n=counts["n"],
            flow=dict(of("flow")),
            pairs={(float(pre), float(post)): n for pre, post, n in counts.get("pairs", ())},
            pre_only=numbers_from_json(counts.get("pre_only", ())),
            arms={arm: numbers_from_json(numbers) for arm, numbers in of("arms").items()},
            objectives={code: _sums_from_json(s) for code, s in of("objectives").items()},
            items={code: ItemPairs(*pairs) for code, pairs in of("items").items()},
            confidence={code: _sums_from_json(s) for code, s in of("confidence").items()},
            scale=_sums_from_json(counts.get("scale", [0])),
            scales={time: TestCounts.from_json(scale) for time, scale in of("scales").items()},
            follow_ups={
                months: FollowUpCounts.from_json(follow_up)
                for months, follow_up in of("follow_ups").items()
            },
        )

    @classmethod
    def merged(cls, *counts: "GroupCounts") -> Self:
        """Return the counts of several groups that have no person in common."""
        return cls(
            n=sum(group.n for group in counts),
            flow=add_all(group.flow for group in counts),
            pairs=add_all(group.pairs for group in counts),
            pre_only=add_all(group.pre_only for group in counts),
            arms=combine((group.arms for group in counts), lambda a, b: add_all((a, b))),
            objectives=combine((group.objectives for group in counts), PairSums.__add__),
            items=combine((group.items for group in counts), ItemPairs.__add__),
            confidence=combine((group.confidence for group in counts), PairSums.__add__),
            scale=reduce(PairSums.__add__, (group.scale for group in counts), PairSums()),
            scales=combine((group.scales for group in counts), TestCounts.__add__),
            follow_ups=combine((group.follow_ups for group in counts), FollowUpCounts.__add__),
        )


def _sums_as_json(sums: PairSums) -> list[float]:
    return [sums.n, sums.pre, sums.post, sums.pre_pre, sums.post_post, sums.pre_post]


def _sums_from_json(values: list[float]) -> PairSums:
    n, *sums = values
    return PairSums(int(n), *map(float, sums))
