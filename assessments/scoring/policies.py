"""What an assessment allows and shows: defaults by task, and what a course says instead. Pure.

A course writes only what differs, under `assessments` in its course.yaml, and only that is stored.
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

UNLIMITED_ATTEMPTS: Final = 2**31 - 1  # attempts at practice
PRACTICE_ITEMS: Final = 5  # in one round: some five minutes
FOLLOW_UP_MONTHS: Final = (3, 6)


@dataclass(frozen=True, slots=True)
class Rules:
    """`required_slots` must be answered in full to pass, whatever the score.

    `forms`: `arms` gives form A or B by the learner's arm, and draws retakes from their pool; the
    others draw every attempt by the blueprint, unseen items first: from the pool of the retakes, or
    from all items of tests.
    """

    max_attempts: int = 1
    waits_hours: tuple[int, ...] = ()
    opens: Opens = "any-time"
    feedback: Feedback = "none"
    layout: Layout = "one-a-page"
    forms: Forms = "arms"
    required_slots: tuple[str, ...] = ()
    months: tuple[int, ...] = ()  # after completion, when a follow-up is due
    items: int | None = None  # in one round of practice


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
FIELD_NAMES: Final = {"attempts": "max_attempts"}  # by the word in course.yaml
FOLLOW_UPS: Final[tuple[Task, ...]] = ("follow-up", "self-efficacy-follow-up")


def resolve_rules(task: Task, policy: Mapping[str, Any]) -> Rules:
    """The rules of a task where a course says `policy`; lists become tuples."""
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
def _rules(task: Task, said: tuple[tuple[str, Any], ...]) -> Rules:
    """Made once for what a course says: home reads the rules of six tasks."""
    rules = replace(DEFAULTS[task], **dict(said))
    return replace(rules, max_attempts=len(rules.months)) if rules.months else rules


def set_follow_up_months(
    policies: Mapping[str, Mapping[str, Any]], months: tuple[int, ...]
) -> dict[str, Mapping[str, Any]]:
    """The same, with the months of a course's follow-up; a course without months has none."""
    told = dict(policies)
    for task in FOLLOW_UPS:
        told[task] = {**policies.get(task, {}), "months": list(months)}
    return told


def policy_flaws(
    policies: Mapping[Task, Mapping[str, Any]], blueprint_slots: Collection[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Where policies and blueprint disagree: path, code, and what it is about."""
    for task, policy in policies.items():
        for number, slot in enumerate(policy.get("required_slots", ())):
            if slot not in blueprint_slots:
                yield (task, "required_slots", number), "slot-unknown", str(slot)
        waits, attempts = policy.get("waits_hours"), policy.get("attempts")
        if waits and len(waits) >= resolve_rules(task, policy).max_attempts:
            yield (task, "waits_hours"), "waits-too-many", str(attempts or "")
