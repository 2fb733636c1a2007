"""Finds what is missing in an action plan before it can be submitted. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.blocks.course.plan_form import Content
from courses.blocks.course.plan_template import REVIEW, Field, Template, fields_of, questions_of

FILL_IN = "Fill this in."
EMPTY_FIELD_TEXTS = {
    "select": "Choose an answer.",
    "multiselect": "Choose at least one.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A field with a problem, and its message with parameters."""

    field_id: str
    text: str
    parameters: Mapping[str, object]


def problems(template: Template, content: Content) -> list[Problem]:
    """Problems that prevent submission: missing required fields and the self-review."""
    field_problems = _problems_of(template["fields"], content)
    return field_problems + _review_problems(template, content.get("self_review") or {})


def part_problems(template: Template, part_id: str, content: Content) -> list[Problem]:
    """What is missing in a part before the plan can be submitted."""
    if part_id == REVIEW:
        return _review_problems(template, content.get("self_review") or {})
    return _problems_of(fields_of(template, part_id), content)


def _problems_of(fields: list[Field], content: Content) -> list[Problem]:
    missing: list[Problem] = []
    for field in fields:
        if not field.get("required"):
            continue
        answers = (content.get("answers") or {}).get(field["id"])
        if questions_of(field) and (answers or not content.get(field["id"])):
            missing.extend(
                Problem(f"{field['id']}-{question['id']}", FILL_IN, {})
                for question in questions_of(field)
                if not (answers or {}).get(question["id"])
            )
        elif problem := _field_problem(field, content.get(field["id"])):
            missing.append(problem)
    return missing


def _field_problem(field: Field, value: Any) -> Problem | None:
    if field["type"] == "repeat":
        complete = [row for row in value or () if all(row.values())]
        if len(complete) >= field["min"]:
            return None
        return Problem(
            field["id"], "Fill in at least {number} activities.", {"number": field["min"]}
        )
    if field["type"] == "checklist":
        if len(value or ()) == len(field["options"]):
            return None
        return Problem(field["id"], "Plan for every point before you hand it in.", {})
    if value:
        return None
    kind = field["type"]
    return Problem(field["id"], EMPTY_FIELD_TEXTS.get(kind, FILL_IN), {})


def _review_problems(template: Template, marks: Mapping[str, int]) -> list[Problem]:
    rubric = {rule["id"]: int(rule["max"]) for rule in template["rubric"]}
    rules = template.get("self_review") or {}
    unmarked = [rule for rule in rubric if rule not in marks]
    if unmarked:
        return [Problem(f"rubric-{unmarked[0]}", "Score your plan with each line.", {})]
    low = [rule for rule in rules.get("required_full", ()) if marks[rule] < rubric[rule]]
    if low:
        text = "The line “{line}” needs a {number}. Improve the plan, then score it again."
        lines = {rule["id"]: rule["text"] for rule in template["rubric"]}
        needs = {"line": lines[low[0]], "number": rubric[low[0]]}
        return [Problem(f"rubric-{low[0]}", text, needs)]
    min_total = int(rules.get("min_total", 0))
    score = sum(marks.values())
    if score < min_total:
        text = "Score: {score}, and {number} is needed. Improve the plan, then score it again."
        needs = {"score": score, "number": min_total}
        return [Problem(f"rubric-{next(iter(rubric))}", text, needs)]
    return []
