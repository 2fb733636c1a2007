"""Parses the form of an action plan and finds missing parts. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.long_numbers import mask_long_numbers

MAX_LINE_LENGTH = 200
CHOICES = ("multiselect", "checklist")
EMPTY_FIELD_TEXTS = {
    "select": "Choose an answer.",
    "multiselect": "Choose at least one.",
}


class Option(TypedDict):
    """An option of a field in one language."""

    id: str
    label: str


class Field(TypedDict):
    """A field of a plan; which keys it has depends on its type."""

    id: str
    type: str
    label: str
    required: NotRequired[bool]
    source: NotRequired[str]
    options: NotRequired[list[Option | str]]
    subfields: NotRequired[list[Option | str]]
    min: NotRequired[int]
    max: NotRequired[int]


class Rule(TypedDict):
    """A line of the rubric with its maximum score."""

    id: str
    max: int
    text: str


class SelfReview(TypedDict, total=False):
    """Requirements on the learner's own scores: lines with full score, minimum of the sum."""

    text: str
    required_full: list[str]
    min_total: int


class Template(TypedDict):
    """The template of a plan in one language."""

    title: NotRequired[str]
    note: NotRequired[str]
    fields: list[Field]
    rubric: list[Rule]
    self_review: NotRequired[SelfReview]


Content = dict[str, Any]  # values by field id, and scores by line in `self_review`


@dataclass(frozen=True, slots=True)
class Problem:
    """A field with a problem, and its message with parameters."""

    field_id: str
    text: str
    parameters: Mapping[str, object]


def read_plan(template: Template, submitted: Submitted) -> Content:
    """Values of the form, cut to their limits and not validated."""
    content: Content = {field["id"]: _read_field(field, submitted) for field in template["fields"]}
    content["self_review"] = _read_marks(template, submitted)
    return content


def row_count(field: Field, content: Content) -> int:
    """Number of rows shown for a repeated field: those with content, within its limits."""
    return min(field["max"], max(field["min"], len(content.get(field["id"]) or ())))


def problems(template: Template, content: Content) -> list[Problem]:
    """Problems that prevent submission: missing required fields and the self-review."""
    field_problems = [
        problem
        for field in template["fields"]
        if field.get("required") and (problem := _field_problem(field, content.get(field["id"])))
    ]
    return field_problems + _review_problems(template, content.get("self_review") or {})


def option_id(option: Option | str) -> str:
    """Id of an option, which is a code or a mapping with id and labels."""
    return str(option["id"] if isinstance(option, dict) else option)


def _read_field(field: Field, submitted: Submitted) -> Any:
    if field["type"] == "repeat":
        return _read_rows(field, submitted)
    if field["type"] in CHOICES:
        known = [option_id(option) for option in field["options"]]
        chosen = submitted.get(field["id"], [])
        return [option for option in known if option in chosen]
    return _clean(first_value(submitted, field["id"]), int(field.get("max", MAX_LINE_LENGTH)))


def _read_marks(template: Template, submitted: Submitted) -> dict[str, int]:
    """Valid scores by line of the rubric."""
    given = {
        rule["id"]: first_value(submitted, f"rubric-{rule['id']}") for rule in template["rubric"]
    }
    known = {
        rule["id"]: {str(mark): mark for mark in range(int(rule["max"]) + 1)}
        for rule in template["rubric"]
    }
    return {rule: known[rule][mark] for rule, mark in given.items() if mark in known[rule]}


def _read_rows(field: Field, submitted: Submitted) -> list[dict[str, str]]:
    """Rows up to the last one with content or in the form; empty rows in between are kept."""
    rows = [
        {
            option_id(part): _clean(
                first_value(submitted, f"{field['id']}-{number}-{option_id(part)}"), MAX_LINE_LENGTH
            )
            for part in field["subfields"]
        }
        for number in range(int(field["max"]))
    ]
    shown = len([number for number in range(len(rows)) if f"{field['id']}-{number}" in submitted])
    last = max((number for number, row in enumerate(rows, 1) if any(row.values())), default=0)
    return rows[: max(last, shown)]


def _clean(text: str, max_length: int) -> str:
    return mask_long_numbers(text.strip()[:max_length])


def _field_problem(field: Field, value: Any) -> Problem | None:
    if field["type"] == "repeat":
        complete = [row for row in value or () if all(row.values())]
        if len(complete) >= field["min"]:
            return None
        return Problem(field["id"], "Fill in at least {number} rows.", {"number": field["min"]})
    if field["type"] == "checklist":
        if len(value or ()) == len(field["options"]):
            return None
        return Problem(field["id"], "Plan for every point before you hand it in.", {})
    if value:
        return None
    kind = field["type"]
    return Problem(field["id"], EMPTY_FIELD_TEXTS.get(kind, "Fill this in."), {})


def _review_problems(template: Template, marks: Mapping[str, int]) -> list[Problem]:
    rubric = {rule["id"]: int(rule["max"]) for rule in template["rubric"]}
    rules = template.get("self_review") or {}
    unmarked = [rule for rule in rubric if rule not in marks]
    if unmarked:
        return [Problem(f"rubric-{unmarked[0]}", "Score your plan with each line.", {})]
    low = [rule for rule in rules.get("required_full", ()) if marks[rule] < rubric[rule]]
    if low:
        text = "This line needs the full score. Improve the plan, then score it again."
        return [Problem(f"rubric-{low[0]}", text, {})]
    min_total = int(rules.get("min_total", 0))
    if sum(marks.values()) < min_total:
        text = "Your score is below {number}. Improve the plan, then score it again."
        return [Problem(f"rubric-{next(iter(rubric))}", text, {"number": min_total})]
    return []
