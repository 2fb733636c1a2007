"""Differences between two sets of grading rules. Pure."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from courses.grading.rules import GradingRules, LessonRules

Part = Literal["at_least", "drop", "weight", "rule", "must", "block"]


class RuleChange(NamedTuple):
    """One difference.

    `lesson` is empty for rules of the course; `key` is set for a block only. `was` and `is_now` are
    per cent for `at_least`, weights for `weight` and `block` (0: not counted), the lesson's rules
    for `rule`, and counts otherwise.
    """

    part: Part
    lesson: str
    key: str
    was: int | LessonRules
    is_now: int | LessonRules


def rule_changes(before: GradingRules, after: GradingRules) -> tuple[RuleChange, ...]:
    """The differences, of the course first, then of its lessons in order.

    `before` is `GradingRules()` if no rules were published yet.
    """
    return tuple(_changes(before, after))


def _changes(before: GradingRules, after: GradingRules) -> Iterator[RuleChange]:
    yield from _changed("at_least", "", before.at_least, after.at_least)
    yield from _changed("drop", "", before.drop, after.drop)
    nothing = LessonRules()
    for code in {**after.lessons, **before.lessons}:
        old, new = before.lessons.get(code, nothing), after.lessons.get(code, nothing)
        yield from _lesson_changes(code, old, new)


def _lesson_changes(code: str, old: LessonRules, new: LessonRules) -> Iterator[RuleChange]:
    for key in {**new.counts, **old.counts}:
        was, is_now = old.counts.get(key, 0), new.counts.get(key, 0)
        if was != is_now:
            yield RuleChange("block", code, key, was, is_now)
    yield from _changed("drop", code, old.drop, new.drop)
    if old.counts or new.counts:
        yield from _changed("weight", code, old.weight, new.weight)
    if (old.rule, old.at_least) != (new.rule, new.at_least):
        yield RuleChange("rule", code, "", old, new)
    elif new.rule == "blocks":
        yield from _changed("must", code, len(old.must), len(new.must))


def _changed(part: Part, lesson: str, was: int, is_now: int) -> Iterator[RuleChange]:
    if was != is_now:
        yield RuleChange(part, lesson, "", was, is_now)
