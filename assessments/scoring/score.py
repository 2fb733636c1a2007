"""From answers to points, to a result, to mastery by objective. Pure and exact (fractions)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from assessments.items.types import ITEM_TYPES

SCORING_VERSION: Final = 1
MASTERED_SHARE: Final = Fraction(80, 100)
NEARLY_SHARE: Final = Fraction(50, 100)

Level = Literal["mastered", "nearly", "repeat"]


@dataclass(frozen=True, slots=True)
class AnsweredSlot:
    """One place of an attempt: what was asked, what is right, what was answered."""

    position: int
    type_code: str
    answer_key: Mapping[str, Any]
    response: dict[str, Any] | None
    ruling: Literal["", "drop", "full-credit"] = ""  # of a regrade, instead of the key
    earned: Fraction | None = None  # by an answer that nobody can read any more

    @property
    def is_counted(self) -> bool:
        return ITEM_TYPES[self.type_code].is_scored and self.ruling != "drop"

    @property
    def points(self) -> Fraction:
        if self.ruling == "full-credit":
            return Fraction(1)
        if self.earned is not None:
            return self.earned
        return ITEM_TYPES[self.type_code].score(self.answer_key, self.response)


@dataclass(frozen=True, slots=True)
class AttemptScore:
    points: Fraction
    max_points: int
    has_passed: bool | None
    slot_points: Mapping[int, Fraction]

    @property
    def percent(self) -> int:
        """Rounded down, so that a score below the pass mark never looks like the pass mark."""
        return int(100 * self.points / self.max_points) if self.max_points else 0


@dataclass(frozen=True, slots=True)
class ObjectiveMastery:
    objective_code: str
    percent: int
    level: Level


def score_attempt(
    slots: Iterable[AnsweredSlot], *, pass_percent: int | None, required: Collection[int] = ()
) -> AttemptScore:
    """One point an item at most. What is not scored (a scale) or dropped counts for nothing.

    `required` are places that must be right in full to pass, whatever the sum; one that is dropped
    asks nothing any more.
    """
    points = {slot.position: slot.points for slot in slots if slot.is_counted}
    total = sum(points.values(), Fraction(0))
    has_passed = None
    if pass_percent is not None:
        is_enough = 100 * total >= pass_percent * len(points) and bool(points)
        has_passed = is_enough and all(points.get(place, 1) == 1 for place in required)
    return AttemptScore(total, len(points), has_passed, points)


def mastery(points: Iterable[tuple[str, Fraction]]) -> tuple[ObjectiveMastery, ...]:
    """Pairs of objective and points of one item become one line an objective, weakest first."""
    shares: dict[str, list[Fraction]] = {}
    for objective, share in points:
        shares.setdefault(objective, []).append(share)
    lines = [_line(objective, given) for objective, given in shares.items()]
    return tuple(sorted(lines, key=lambda line: line.percent))


def _line(objective: str, shares: list[Fraction]) -> ObjectiveMastery:
    share = sum(shares, Fraction(0)) / len(shares)
    level: Level = (
        "mastered" if share >= MASTERED_SHARE else "nearly" if share >= NEARLY_SHARE else "repeat"
    )
    return ObjectiveMastery(objective, int(100 * share), level)
