"""Grading rules of one course version. Pure: no database, no language.

Lessons are identified by their code, blocks by their key in the lesson. The scenarios of a course,
which are in no lesson, count as one lesson with the code `SCENARIOS`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, get_args

from courses.json_types import JsonMapping, JsonObject

Rule = Literal["seen", "blocks", "grade"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)
SCENARIOS: Final = "stories"
MAX_WEIGHT: Final = 100
MAX_PERCENT: Final = 100  # per cent


@dataclass(frozen=True, slots=True)
class LessonRules:
    """Rules of a lesson: `counts` maps the keys of counted blocks to their weights.

    `drop` is the number of dropped results, `weight` the weight of the lesson in the course. By
    `rule`, the lesson is complete once seen, once the blocks in `must` are complete, or from a
    grade of `at_least` per cent.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    drop: int = 0
    weight: int = 1
    rule: Rule = "seen"
    at_least: int = 0
    must: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GradingRules:
    """Rules of a course: its lessons, the number of dropped lessons, and the minimum grade.

    Lessons without an entry do not count and are complete once seen. `at_least` is in per cent;
    0 requires no grade.
    """

    lessons: Mapping[str, LessonRules] = field(default_factory=dict)
    drop: int = 0
    at_least: int = 0

    @property
    def counted(self) -> tuple[str, ...]:
        """Codes of lessons with at least one counted block."""
        return tuple(code for code, lesson in self.lessons.items() if lesson.counts)


Field = Literal["at_least", "drop", "weight", "rule", "block"]


class RuleProblem(NamedTuple):
    """A problem of a field; `lesson` is empty for rules of the course, `key` names a block."""

    code: str
    lesson: str
    field: Field
    key: str = ""


def rule_problems(rules: GradingRules) -> list[RuleProblem]:
    """Problems that make the rules impossible to meet or compute; empty if they are valid."""
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


def rules_document(rules: GradingRules) -> JsonObject:
    """The rules as a JSON document for storage."""
    return {
        "lessons": {code: _lesson_document(lesson) for code, lesson in rules.lessons.items()},
        "drop": rules.drop,
        "at_least": rules.at_least,
    }


def _lesson_document(lesson: LessonRules) -> JsonObject:
    return {
        "counts": dict(lesson.counts),
        "drop": lesson.drop,
        "weight": lesson.weight,
        "rule": lesson.rule,
        "at_least": lesson.at_least,
        "must": list(lesson.must),
    }


def read_rules(document: JsonMapping) -> GradingRules:
    """The inverse of `rules_document`."""
    lessons = {
        code: LessonRules(**{**lesson, "must": tuple(lesson["must"])})
        for code, lesson in document["lessons"].items()
    }
    return GradingRules(lessons, document["drop"], document["at_least"])


def fit_rules(rules: GradingRules, blocks: Mapping[str, Mapping[str, bool]]) -> GradingRules:
    """Adapt the rules of another version to `blocks`, given by lesson code and key.

    Blocks that no longer exist are removed; new blocks do not count. The values in `blocks` say
    whether the block reports completion.
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
