"""Outcomes of the people of a group: ranges of scores, directions, items gained and lost. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from assessments.analysis.group_counts import ItemPairs
from assessments.analysis.outcomes.answer_cells import AnswerCounts
from assessments.analysis.outcomes.follow_up_marks import MarkCounts
from assessments.analysis.outcomes.shown_cells import TOLERANCE, Directions, ScoreBin
from assessments.analysis.statistics.proportions import Share, wilson

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`n` people with both tests; `directions` is None where they are not published.

    `items`, `follow_ups`, by months after the course, and `answers`, by question, are those of
    everybody; groups have none. There may be answers before there are `bins`.
    """

    n: int
    bins: tuple[ScoreBin, ...]
    directions: Directions | None
    items: Mapping[str, ItemPairs] = field(default_factory=dict)
    follow_ups: Mapping[str, MarkCounts] = field(default_factory=dict)
    answers: Mapping[str, AnswerCounts] = field(default_factory=dict)

    def shares_at(self, mark: float) -> tuple[Share, Share] | None:
        """Return the shares at the mark before and after; None if no bin begins at the mark."""
        if not any(abs(item.low - mark) < TOLERANCE for item in self.bins):
            return None
        reached = [item for item in self.bins if item.low >= mark - TOLERANCE]
        before, after = sum(b.pre for b in reached), sum(b.post for b in reached)
        return wilson(before, self.n), wilson(after, self.n)

    def as_json(self) -> Json:
        """Return JSON-compatible types; `from_json` is the exact inverse."""
        ways = self.directions
        return {
            "n": self.n,
            "bins": [[item.low, item.high, item.pre, item.post] for item in self.bins],
            "directions": [ways.up, ways.same, ways.down] if ways else None,
            "items": {
                code: [pairs.both_wrong, pairs.gained, pairs.lost, pairs.both_right]
                for code, pairs in sorted(self.items.items())
            },
            "follow_ups": {
                months: [counts.n, counts.reached]
                for months, counts in sorted(self.follow_ups.items())
            },
            "answers": {
                question: counts.as_json() for question, counts in sorted(self.answers.items())
            },
        }

    @classmethod
    def from_json(cls, values: Json) -> Self:
        """Return the outcomes of what `as_json` returned, also before it had all its keys."""
        ways = values["directions"]
        return cls(
            n=values["n"],
            bins=tuple(ScoreBin(*item) for item in values["bins"]),
            directions=Directions(*ways) if ways else None,
            items={code: ItemPairs(*pairs) for code, pairs in values["items"].items()},
            follow_ups={
                months: MarkCounts(*numbers)
                for months, numbers in values.get("follow_ups", {}).items()
            },
            answers={
                question: AnswerCounts.from_json(counts)
                for question, counts in values.get("answers", {}).items()
            },
        )
