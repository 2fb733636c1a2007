"""What an author says of grades in one course version. Pure: no database, no language.

Lessons are named by their code, blocks by their key in the lesson. The stories of a course, which
stand in no lesson, are named by `STORIES` as if they were one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, get_args

Rule = Literal["seen", "blocks", "grade"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)
SCENARIOS: Final = "stories"
MAX_WEIGHT: Final = 100
MAX_PERCENT: Final = 100  # per cent


@dataclass(frozen=True, slots=True)
class LessonRules:
    """One lesson: `counts` maps the keys of blocks that count to their weights.

    `drop` is how many results are left out, `weight` what the lesson weighs in the course. It is
    complete once seen, once the blocks in `must` are complete, or at `at_least` per cent.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    drop: int = 0
    weight: int = 1
    rule: Rule = "seen"
    at_least: int = 0
    must: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GradingRules:
    """All lessons, how many of them are left out, and the grade that completes the course.

    Lessons without an entry count nothing and are complete once seen. `at_least` is in per cent;
    0 asks for no grade.
    """

    lessons: Mapping[str, LessonRules] = field(default_factory=dict)
    drop: int = 0
    at_least: int = 0

    @property
    def counted(self) -> tuple[str, ...]:
        """Codes of the lessons in which something counts."""
        return tuple(code for code, lesson in self.lessons.items() if lesson.counts)


Field = Literal["at_least", "drop", "weight", "rule", "block"]


class RuleProblem(NamedTuple):
    """What does not fit: a code, the lesson, empty for the course, and the field in which it was
    said; `key` names the block whose weight it is."""

    code: str
    lesson: str
    field: Field
    key: str = ""


def rule_problems(rules: GradingRules) -> list[RuleProblem]:
    """Everything that would make these rules impossible to meet or to compute; empty if sound."""
    problems = [
        problem
        for name, lesson in rules.lessons.items()
        for problem in _lesson_problems(name, lesson)
    ]
    counted = len(rules.counted)
    if not 0 <= rules.drop < max(counted, 1):
        problems.append(RuleProblem("too-many-lessons-dropped", "", "drop"))
    if not 0 <= rules.at_least <= MAX_PERCENT:
        problems.append(RuleProblem("not-a-percentage", "", "at_least"))
    elif rules.at_least and not counted:
        problems.append(RuleProblem("nothing-counts", "", "at_least"))
    return problems


def _lesson_problems(name: str, lesson: LessonRules) -> Iterator[RuleProblem]:
    for key, weight in lesson.counts.items():
        if not 1 <= weight <= MAX_WEIGHT:
            yield RuleProblem("weight-out-of-range", name, "block", key)
    if not 0 <= lesson.drop < max(len(lesson.counts), 1):
        yield RuleProblem("too-many-dropped", name, "drop")
    if not 1 <= lesson.weight <= MAX_WEIGHT:
        yield RuleProblem("weight-out-of-range", name, "weight")
    if lesson.rule == "grade" and not lesson.counts:
        yield RuleProblem("nothing-counts", name, "rule")
    if lesson.rule == "grade" and not 1 <= lesson.at_least <= MAX_PERCENT:
        yield RuleProblem("not-a-percentage", name, "at_least")


def rules_document(rules: GradingRules) -> dict[str, Any]:
    """As it is stored: plain JSON."""
    return {
        "lessons": {code: _lesson_document(lesson) for code, lesson in rules.lessons.items()},
        "drop": rules.drop,
        "at_least": rules.at_least,
    }


def _lesson_document(lesson: LessonRules) -> dict[str, Any]:
    return {
        "counts": dict(lesson.counts),
        "drop": lesson.drop,
        "weight": lesson.weight,
        "rule": lesson.rule,
        "at_least": lesson.at_least,
        "must": list(lesson.must),
    }


def read_rules(document: Mapping[str, Any]) -> GradingRules:
    """The inverse of `rules_document`."""
    lessons = {
        code: LessonRules(**{**lesson, "must": tuple(lesson["must"])})
        for code, lesson in document["lessons"].items()
    }
    return GradingRules(lessons, document["drop"], document["at_least"])


def fit_rules(rules: GradingRules, blocks: Mapping[str, Mapping[str, bool]]) -> GradingRules:
    """The rules of another version for one with these blocks, by lesson and key.

    What is not there any more counts no more; nothing that is new begins to count by itself.
    `blocks` says of each key whether the block tells when it is complete.
    """
    lessons = {}
    for code, keys in blocks.items():
        known = rules.lessons.get(code, LessonRules())
        counts = {key: weight for key, weight in known.counts.items() if key in keys}
        is_graded = known.rule != "grade" or counts
        lessons[code] = LessonRules(
            counts,
            min(known.drop, max(len(counts) - 1, 0)),
            known.weight,
            known.rule if is_graded else "seen",
            known.at_least if is_graded else 0,
            tuple(key for key, tells in keys.items() if tells or key in counts),
        )
    counted = sum(bool(lesson.counts) for lesson in lessons.values())
    drop = min(rules.drop, max(counted - 1, 0))
    return GradingRules(lessons, drop, rules.at_least if counted else 0)
