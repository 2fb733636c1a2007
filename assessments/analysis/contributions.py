"""What one person contributes to the counts of a group. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from assessments.analysis.form_counter import FormAnswers
from assessments.analysis.group_counts import FOLLOW_UP_STAGES

Pair = tuple[float, float]  # before and after
FOLLOW_UPS: Final = 7  # index of what follows the stages in the text
ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


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
        return ENCODER.encode(values)

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


def has_both_tests(text: str | None) -> bool:
    """Whether a contribution, as text, has both tests. Decodes none of it."""
    if text is None:
        return False
    _stages, _bracket, scores = text.partition("]")
    _empty, pre, post, _rest = scores.split(",", 3)
    return "null" not in (pre, post)


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


def without_new_follow_ups(text: str, counted: str | None) -> str | None:
    """Return a contribution as text as if no follow-up had been answered since `counted`.

    None if there is no newer follow-up, or nothing else is new.
    """
    if not _has_follow_up(text):
        return None
    stages, *values = json.loads(text)
    before: list[Any]
    before_stages, *before = json.loads(counted) if counted is not None else ((),)
    follow_ups, known = values[FOLLOW_UPS:], before[FOLLOW_UPS:]
    if not follow_ups or follow_ups == known:
        return None
    stages = [s for s in stages if s in before_stages or not s.startswith(FOLLOW_UP_STAGES)]
    trimmed = ENCODER.encode([stages, *values[:FOLLOW_UPS], *known])
    return None if trimmed == counted else trimmed


def _has_follow_up(text: str) -> bool:
    """Whether a follow-up may be answered. Decodes nothing: the stages come first, and say so."""
    stages, _bracket, _rest = text.partition("]")
    return any(f'"{prefix}' in stages for prefix in FOLLOW_UP_STAGES)


def item_outcome(before: float, after: float) -> int:
    """Return the index in `ItemPairs` of an item met on both occasions; full points are right."""
    return 2 * (before >= 1) + (after >= 1)


def _pairs(values: Mapping[str, list[float]]) -> dict[str, Pair]:
    return {code: (before, after) for code, (before, after) in values.items()}


def _forms(forms: Mapping[str, tuple[str, Mapping[str, Any]]]) -> dict[str, FormAnswers]:
    return {
        purpose: FormAnswers(
            form, {code: (option, points) for code, (option, points) in answers.items()}
        )
        for purpose, (form, answers) in forms.items()
    }
