"""Decides when people by answer to a question are published anew, of everybody only. Pure.

That ten people answered anew does not say that ten of them chose an answer. So a question is
published when each number that is shown has ten more people than when it was published last.
Answers with fewer are shown as one: they are joined to others, the least grown first, until they
have ten more together. An answer that nobody ever chose may be shown. Else what was published
before stays. So each combination of the numbers of a publication that says more than the number of
people rests on ten of them who had not given this answer at the publication before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from assessments.analysis.statistics.minimums import MIN_SHOWN
from assessments.analysis.statistics.proportions import Share, wilson

Json = list[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """People by answer to a question, also answers that nobody chose.

    Answers that are `apart` are not joined to the others: the number of all of them is shown.
    """

    people: Mapping[str, int]
    apart: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """People by answer, as published last; `joined` are those of which no number is shown."""

    people: Mapping[str, int] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()

    @property
    def n(self) -> int:
        """People who were asked."""
        return sum(self.people.values())

    def shown(self, answer: str) -> int | None:
        """Return the people with this answer; None if the number is not shown."""
        return None if answer in self.joined else self.people.get(answer, 0)

    def share(self, answers: Collection[str]) -> Share:
        """Return the share of people with one of these answers; there must be somebody."""
        return wilson(sum(self.people.get(answer, 0) for answer in answers), self.n)

    def as_json(self) -> Json:
        """Return JSON-compatible types; `from_json` is the exact inverse."""
        return [dict(sorted(self.people.items())), sorted(self.joined)]

    @classmethod
    def from_json(cls, values: Json) -> Self:
        """Return the counts of what `as_json` returned."""
        people, joined = values
        return cls(dict(people), frozenset(joined))


def renew_answers(
    before: Mapping[str, AnswerCounts], now: Mapping[str, Asked], *, minimum: int = MIN_SHOWN
) -> dict[str, AnswerCounts]:
    """Return what is published by question; `before` was published last."""
    published = dict(before)
    for question, asked in now.items():
        last = before.get(question, AnswerCounts())
        joined = _joined(asked, last, minimum)
        if joined is not None:
            published[question] = AnswerCounts(asked.people, joined)
    return published


def _joined(asked: Asked, last: AnswerCounts, minimum: int) -> frozenset[str] | None:
    """Return the answers to join, None if the question may not be published."""
    sides = [
        {answer for answer in asked.people if (answer in asked.apart) is is_apart}
        for is_apart in (True, False)
    ]
    joined = [_joined_of_side(side, asked, last, minimum) for side in sides if side]
    if not asked.people or None in joined:
        return None
    result = frozenset().union(*(answers for answers in joined if answers))
    tells_nothing = not asked.apart and result >= {a for a, n in asked.people.items() if n}
    return None if tells_nothing else result


def _joined_of_side(
    side: Collection[str], asked: Asked, last: AnswerCounts, minimum: int
) -> frozenset[str] | None:
    growth = {answer: asked.people[answer] - last.people.get(answer, 0) for answer in side}
    is_known = {answer for answer in side if asked.people[answer] or last.people.get(answer)}
    joined = {answer for answer in is_known if growth[answer] < minimum}
    others = sorted(is_known - joined, key=lambda answer: (growth[answer], answer))
    while joined and sum(growth[answer] for answer in joined) < minimum:
        if not others:
            return None
        joined.add(others.pop(0))
    return frozenset(joined)
