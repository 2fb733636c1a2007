"""Policies of assessments: defaults by task, overridden by the course. Pure.

A course writes only differences, under `assessments` in its course.yaml; only these are stored.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal

from assessments.kinds import Task

Opens = Literal["any-time", "before-lessons", "after-lessons", "invitation"]
Feedback = Literal["none", "with-post", "score", "mastery", "at-once"]
Layout = Literal["one-a-page", "all-on-one-page"]
Policy = Mapping[str, Any]  # deviations from the default rules of a task, as a course states them
Forms = Literal["arms", "retake-pool", "all-items"]

UNLIMITED_ATTEMPTS: Final = 2**31 - 1  # practice
PRACTICE_ITEMS: Final = 5  # per round, about five minutes
FOLLOW_UP_MONTHS: Final = (3, 6)


@dataclass(frozen=True, slots=True)
class Rules:
    """Effective rules of a task; `required_slots` must be fully right to pass, whatever the score.

    `forms`: `arms` gives form A or B by the learner's arm and draws retakes from the retake pool.
    The other values draw every attempt by the blueprint, unseen items first: from the retake pool,
    or from all test items.
    """

    max_attempts: int = 1
    waits_hours: tuple[int, ...] = ()  # before each retake, since the attempt was handed in
    opens: Opens = "any-time"
    feedback: Feedback = "none"
    layout: Layout = "one-a-page"
    forms: Forms = "arms"
    required_slots: tuple[str, ...] = ()
    months: tuple[int, ...] = ()  # after completion, for follow-ups
    items: int | None = None  # per round of practice


DEFAULTS: Final[Mapping[Task, Rules]] = {
    "pre": Rules(opens="before-lessons", feedback="with-post"),
    "self-efficacy-before": Rules(layout="all-on-one-page"),
    "post": Rules(max_attempts=3, waits_hours=(24, 72), feedback="mastery"),
    "self-efficacy-after": Rules(layout="all-on-one-page"),
    "practice": Rules(max_attempts=UNLIMITED_ATTEMPTS, feedback="at-once", items=PRACTICE_ITEMS),
    "follow-up": Rules(
        max_attempts=len(FOLLOW_UP_MONTHS),
        opens="invitation",
        feedback="mastery",
        forms="retake-pool",
        months=FOLLOW_UP_MONTHS,
    ),
    "self-efficacy-follow-up": Rules(
        max_attempts=len(FOLLOW_UP_MONTHS),
        opens="invitation",
        layout="all-on-one-page",
        months=FOLLOW_UP_MONTHS,
    ),
}
FIELD_NAMES: Final = {"attempts": "max_attempts"}  # fields by key of course.yaml
FOLLOW_UPS: Final[tuple[Task, ...]] = ("follow-up", "self-efficacy-follow-up")


def resolve_rules(task: Task, policy: Policy) -> Rules:
    """Return the rules of a task under the `policy` of a course; lists become tuples."""
    return _rules(
        task,
        tuple(
            (
                FIELD_NAMES.get(name, name),
                tuple(value) if isinstance(value, list | tuple) else value,
            )
            for name, value in policy.items()
        ),
    )


@cache
def _rules(task: Task, overrides: tuple[tuple[str, Any], ...]) -> Rules:
    """Cached: the home page reads the rules of six tasks."""
    rules = replace(DEFAULTS[task], **dict(overrides))
    return replace(rules, max_attempts=len(rules.months)) if rules.months else rules


def set_follow_up_months(
    policies: Mapping[str, Policy], months: tuple[int, ...]
) -> dict[str, Policy]:
    """Return the policies with the months of the course's follow-up; none without months."""
    updated = dict(policies)
    for task in FOLLOW_UPS:
        updated[task] = {**policies.get(task, {}), "months": list(months)}
    return updated


def policy_flaws(
    policies: Mapping[Task, Policy], blueprint_slots: Collection[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield conflicts of policies with the blueprint: path, code and subject."""
    for task, policy in policies.items():
        for number, slot in enumerate(policy.get("required_slots", ())):
            if slot not in blueprint_slots:
                yield (task, "required_slots", number), "slot-unknown", str(slot)
        waits, attempts = policy.get("waits_hours"), policy.get("attempts")
        if waits and len(waits) >= resolve_rules(task, policy).max_attempts:
            yield (task, "waits_hours"), "waits-too-many", str(attempts or "")
