"""The form of an action plan: what was written in it, and what is still missing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.block_toolkit.long_numbers import mask_long_numbers

Template = Mapping[str, Any]
Content = dict[str, Any]
Submitted = Mapping[str, list[str]]

MAX_LINE_LENGTH = 200
CHOICES = ("multiselect", "checklist")
EMPTY_FIELD_TEXTS = {
    "select": "Choose an answer.",
    "multiselect": "Choose at least one.",
}  # of empty fields


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that keeps the plan from being handed in, and the sentence that says so."""

    field_id: str
    sentence: str
    parameters: Mapping[str, object]


def read_plan(template: Template, submitted: Submitted) -> Content:
    """What stands in the form now, cut to its limits. Nothing is judged."""
    content: Content = {field["id"]: _read_field(field, submitted) for field in template["fields"]}
    content["self_review"] = _read_marks(template, submitted)
    return content


def row_count(field: Mapping[str, Any], content: Mapping[str, Any]) -> int:
    """How many rows a repeated field shows: what is written, and no fewer than it needs."""
    return min(field["max"], max(field["min"], len(content.get(field["id"]) or ())))


def problems(template: Template, content: Mapping[str, Any]) -> list[Problem]:
    found = [
        problem
        for field in template["fields"]
        if field.get("required") and (problem := _field_problem(field, content.get(field["id"])))
    ]
    return found + _review_problems(template, content.get("self_review") or {})


def option_id(option: Any) -> str:
    """An option is a code, or a code with labels."""
    return str(option["id"] if isinstance(option, Mapping) else option)


def _read_field(field: Mapping[str, Any], submitted: Submitted) -> Any:
    if field["type"] == "repeat":
        return _read_rows(field, submitted)
    if field["type"] in CHOICES:
        known = [option_id(option) for option in field["options"]]
        chosen = submitted.get(field["id"], [])
        return [option for option in known if option in chosen]
    return _clean(first_of(submitted, field["id"]), int(field.get("max", MAX_LINE_LENGTH)))


def _read_marks(template: Template, submitted: Submitted) -> dict[str, int]:
    """The score of each line of the rubric that was given one which that line has."""
    given = {rule["id"]: first_of(submitted, f"rubric-{rule['id']}") for rule in template["rubric"]}
    known = {
        rule["id"]: {str(mark): mark for mark in range(int(rule["max"]) + 1)}
        for rule in template["rubric"]
    }
    return {rule: known[rule][mark] for rule, mark in given.items() if mark in known[rule]}


def _read_rows(field: Mapping[str, Any], submitted: Submitted) -> list[dict[str, str]]:
    """Rows keep their place, so that an empty one in between is not lost while it is filled."""
    rows = [
        {
            option_id(part): _clean(
                first_of(submitted, f"{field['id']}-{number}-{option_id(part)}"), MAX_LINE_LENGTH
            )
            for part in field["subfields"]
        }
        for number in range(int(field["max"]))
    ]
    wanted = len([number for number in range(len(rows)) if f"{field['id']}-{number}" in submitted])
    last = max((number for number, row in enumerate(rows, 1) if any(row.values())), default=0)
    return rows[: max(last, wanted)]


def _clean(text: str, longest: int) -> str:
    return mask_long_numbers(text.strip()[:longest])


def first_of(submitted: Submitted, name: str) -> str:
    """The value of a field that is sent once."""
    values = submitted.get(name)
    return values[0] if values else ""


def _field_problem(field: Mapping[str, Any], value: Any) -> Problem | None:
    if field["type"] == "repeat":
        full = [row for row in value or () if all(row.values())]
        if len(full) >= field["min"]:
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
        sentence = "This line needs the full score. Improve the plan, then score it again."
        return [Problem(f"rubric-{low[0]}", sentence, {})]
    least = int(rules.get("min_total", 0))
    if sum(marks.values()) < least:
        sentence = "Your score is below {number}. Improve the plan, then score it again."
        return [Problem(f"rubric-{next(iter(rubric))}", sentence, {"number": least})]
    return []
