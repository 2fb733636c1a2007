"""Computes the grade of one learner from the rules and the completed work. Pure.

Shares are exact fractions from 0 to 1, so there are no rounding errors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from courses.grading.rules import MAX_PERCENT, SCENARIOS, GradingRules, LessonRules

ZERO = Fraction(0)


class BlockRef(NamedTuple):
    """Identifies a block by the code of its lesson and its key in it."""

    lesson: str
    key: str


@dataclass(frozen=True, slots=True)
class CompletedWork:
    """What one learner has done: graded shares by block, and completed blocks.

    `finished` lessons are done or skipped. `excused` lessons were skipped or attended in a live
    session; blocks without a grade in them are ignored instead of counting 0.
    """

    shares: Mapping[BlockRef, Fraction] = field(default_factory=dict)
    complete: frozenset[BlockRef] = frozenset()
    finished: frozenset[str] = frozenset()
    excused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LessonGrade:
    """The grade of a lesson. `share` counts ungraded blocks as 0, `so_far` ignores them.

    Both are None if nothing counts. `dropped` are the keys of dropped results, `to_do` of counted
    blocks without a grade, `missing` of incomplete blocks that the lesson's completion requires.
    """

    code: str
    share: Fraction | None
    so_far: Fraction | None
    is_met: bool
    dropped: tuple[str, ...]
    to_do: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComputedGrade:
    """The grade of the course; `is_met` is true if all requirements of the rules are met."""

    share: Fraction | None
    so_far: Fraction | None
    is_met: bool
    lessons: Mapping[str, LessonGrade]
    dropped: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        return percent(self.share)

    @property
    def lessons_met(self) -> int:
        return sum(lesson.is_met for code, lesson in self.lessons.items() if code != SCENARIOS)

    @property
    def lessons_total(self) -> int:
        return len(self.lessons) - (SCENARIOS in self.lessons)


def percent(share: Fraction | None) -> int | None:
    """The share in whole per cent, rounded down so that 60 is shown only from 60 per cent."""
    return None if share is None else int(share * MAX_PERCENT)


def compute_grade(rules: GradingRules, work: CompletedWork) -> ComputedGrade:
    """Compute the course grade from the rules and a learner's work.

    Drops the results without which the mean is highest; with equal weights, the lowest ones. So
    neither a better result nor dropping results lowers the grade.
    """
    lessons = {code: _lesson(code, lesson, work) for code, lesson in rules.lessons.items()}
    weights = {code: lesson.weight for code, lesson in rules.lessons.items()}
    shares = {code: lesson.share for code, lesson in lessons.items() if lesson.share is not None}
    counted = select_best(weights, shares, len(shares) - rules.drop)
    so_far = {
        code: lesson.so_far
        for code, lesson in lessons.items()
        if lesson.so_far is not None and code in counted
    }
    share = weighted_mean(weights, {code: shares[code] for code in counted})
    is_enough = share is None or share * MAX_PERCENT >= rules.at_least
    return ComputedGrade(
        share,
        weighted_mean(weights, so_far),
        is_enough and all(lesson.is_met for lesson in lessons.values()),
        lessons,
        tuple(code for code in shares if code not in counted),
    )


def _lesson(code: str, rules: LessonRules, work: CompletedWork) -> LessonGrade:
    graded = {
        key: work.shares[BlockRef(code, key)]
        for key in rules.counts
        if BlockRef(code, key) in work.shares
    }
    open_keys = tuple(key for key in rules.counts if key not in graded)
    is_excused = code in work.excused
    taken = graded if is_excused else {key: graded.get(key, ZERO) for key in rules.counts}
    counted = select_best(rules.counts, taken, len(taken) - rules.drop)
    share = weighted_mean(rules.counts, {key: taken[key] for key in counted})
    missing = () if is_excused else _missing(code, rules, work)
    has_grade = share is None or share * MAX_PERCENT >= rules.at_least
    return LessonGrade(
        code,
        share,
        weighted_mean(rules.counts, {key: graded[key] for key in counted if key in graded}),
        code == SCENARIOS
        or is_excused
        or (code in work.finished and not missing and (rules.rule != "grade" or has_grade)),
        tuple(key for key in taken if key not in counted and key in graded),
        () if is_excused else open_keys,
        missing,
    )


def _missing(code: str, rules: LessonRules, work: CompletedWork) -> tuple[str, ...]:
    if rules.rule != "blocks":
        return ()
    required = (BlockRef(code, key) for key in rules.must)
    return tuple(
        block.key for block in required if block not in work.complete and block not in work.shares
    )


def weighted_mean(weights: Mapping[str, int], shares: Mapping[str, Fraction]) -> Fraction | None:
    """The weighted mean of the shares; None if there are none."""
    if not shares:
        return None
    total = sum(weights[name] for name in shares)
    return sum((weights[name] * share for name, share in shares.items()), ZERO) / total


def select_best(
    weights: Mapping[str, int], shares: Mapping[str, Fraction], count: int
) -> frozenset[str]:
    """The `count` names (at least one, if any) with the highest weighted mean.

    A ratio of sums is greatest where the sum of `weight * (share - ratio)` is: with the ratio of
    any choice as a start, the best choice for it has a higher ratio, until none has (Dinkelbach,
    On Nonlinear Fractional Programming, 1967). All figures are exact, so it ends.
    """
    count = min(max(count, 1), len(shares))
    selected: Sequence[str] = list(shares)[:count]
    while selected:
        ratio = weighted_mean(weights, {name: shares[name] for name in selected}) or ZERO

        def gain(name: str, ratio: Fraction = ratio) -> Fraction:
            return weights[name] * (shares[name] - ratio)

        better = sorted(shares, key=gain, reverse=True)[:count]
        if (weighted_mean(weights, {name: shares[name] for name in better}) or ZERO) <= ratio:
            break
        selected = better
    return frozenset(selected)
