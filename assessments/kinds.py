"""Kinds, purposes and tasks of assessments, and other closed sets of codes. Pure."""

from typing import Final, Literal

Kind = Literal["knowledge", "self-efficacy"]
Purpose = Literal["pre", "post", "practice", "follow-up"]
Arm = Literal["AB", "BA"]
Task = Literal[
    "pre",
    "post",
    "self-efficacy-before",
    "self-efficacy-after",
    "practice",
    "follow-up",
    "self-efficacy-follow-up",
]
Rule = Literal["key", "drop", "full-credit", "as-written", "late"]
Effect = Literal["issued", "pass-lost", "level-higher", "level-lower"]
ReviewState = Literal["draft", "in-review", "approved"]

KINDS: Final[tuple[Kind, ...]] = ("knowledge", "self-efficacy")
PURPOSES: Final[tuple[Purpose, ...]] = ("pre", "post", "practice", "follow-up")
ARMS: Final[tuple[Arm, ...]] = ("AB", "BA")
REVIEW_STATES: Final[tuple[ReviewState, ...]] = ("draft", "in-review", "approved")
# How rescoring counts an item: by the key of another version, not at all, right for everybody, or
# by its own key again; `late` counts late answers.
RULES: Final[tuple[Rule, ...]] = ("key", "drop", "full-credit", "as-written", "late")
EFFECTS: Final[tuple[Effect, ...]] = ("issued", "pass-lost", "level-higher", "level-lower")
# The assessments of a course, by their name in URLs.
TASKS: Final[dict[Task, tuple[Kind, Purpose]]] = {
    "pre": ("knowledge", "pre"),
    "self-efficacy-before": ("self-efficacy", "pre"),
    "post": ("knowledge", "post"),
    "self-efficacy-after": ("self-efficacy", "post"),
    "practice": ("knowledge", "practice"),
    "follow-up": ("knowledge", "follow-up"),
    "self-efficacy-follow-up": ("self-efficacy", "follow-up"),
}


def task_of(kind: Kind, purpose: Purpose) -> Task:
    """Return the task of an assessment. Raises KeyError for a pair that no course has."""
    return {pair: task for task, pair in TASKS.items()}[kind, purpose]
