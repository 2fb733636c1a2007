"""Points of answers, results of attempts and mastery by objective; exact fractions. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from assessments.items.types import ITEM_TYPES
from assessments.items.types.values import Key, Response

SCORING_VERSION: Final = 1
MASTERED_SHARE: Final = Fraction(80, 100)
NEARLY_SHARE: Final = Fraction(50, 100)

Level = Literal["mastered", "nearly", "repeat"]


@dataclass(frozen=True, slots=True)
class AnsweredSlot:
    """A slot of an attempt: item, key and response."""

    position: int
    type_code: str
    answer_key: Key
    response: Response | None
    ruling: Literal["", "drop", "full-credit"] = ""  # of a rescoring, replaces the key
    earned: Fraction | None = None  # points of an answer erased since

    @property
    def is_counted(self) -> bool:
        """Tell whether the slot counts towards the maximum."""
        return ITEM_TYPES[self.type_code].is_scored and self.ruling != "drop"

    @property
    def points(self) -> Fraction:
        """Return the points, from 0 to 1."""
        if self.ruling == "full-credit":
            return Fraction(1)
        if self.earned is not None:
            return self.earned
        return ITEM_TYPES[self.type_code].score(self.answer_key, self.response)


@dataclass(frozen=True, slots=True)
class AttemptScore:
    """Result of an attempt; `has_passed` is None without a pass mark."""

    points: Fraction
    max_points: int
    has_passed: bool | None
    slot_points: Mapping[int, Fraction]

    @property
    def percent(self) -> int:
        """Return the percentage, rounded down: a score below the pass mark never shows as it."""
        return int(100 * self.points / self.max_points) if self.max_points else 0


@dataclass(frozen=True, slots=True)
class ObjectiveMastery:
    """Percent of the points of an objective, and the level it reaches."""

    objective_code: str
    percent: int
    level: Level


def score_attempt(
    slots: Iterable[AnsweredSlot], *, pass_percent: int | None, required: Collection[int] = ()
) -> AttemptScore:
    """Score an attempt: at most one point per item; unscored and dropped items do not count.

    `required` are positions that must be fully right to pass, whatever the sum; a dropped item is
    no longer required. `pass_percent` is in percent of the maximum.
    """
    points = {slot.position: slot.points for slot in slots if slot.is_counted}
    total = sum(points.values(), Fraction(0))
    has_passed = None
    if pass_percent is not None:
        is_enough = 100 * total >= pass_percent * len(points) and bool(points)
        has_passed = is_enough and all(points.get(position, 1) == 1 for position in required)
    return AttemptScore(total, len(points), has_passed, points)


def mastery(points: Iterable[tuple[str, Fraction]]) -> tuple[ObjectiveMastery, ...]:
    """Aggregate pairs of objective and points to one line per objective, weakest first."""
    shares: dict[str, list[Fraction]] = {}
    for objective, share in points:
        shares.setdefault(objective, []).append(share)
    lines = [_line(objective, earned) for objective, earned in shares.items()]
    return tuple(sorted(lines, key=lambda line: line.percent))


def _line(objective: str, shares: list[Fraction]) -> ObjectiveMastery:
    share = sum(shares, Fraction(0)) / len(shares)
    level: Level = (
        "mastered" if share >= MASTERED_SHARE else "nearly" if share >= NEARLY_SHARE else "repeat"
    )
    return ObjectiveMastery(objective, int(100 * share), level)
