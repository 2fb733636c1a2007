"""Parses the form of an action plan and finds missing parts. Pure functions.

Answers to the questions of a field are stored under `answers`, by field and question, beside the
sentence that they make, which is the value of the field.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, NotRequired, TypedDict

from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.long_numbers import mask_long_numbers

MAX_LINE_LENGTH = 200
REVIEW: Final = "self-review"  # the part in which learners score their own plan
REVIEW_TITLE: Final = "Score your own plan"
FILL_IN = "Fill this in."
MISSING: Final = "…"  # in a sentence, instead of an answer
CHOICES = ("multiselect", "checklist")
EMPTY_FIELD_TEXTS = {
    "select": "Choose an answer.",
    "multiselect": "Choose at least one.",
}


class Option(TypedDict):
    """An option of a field in one language."""

    id: str
    label: str


class Question(TypedDict):
    """A short question; the answers to all questions of a field make its sentence."""

    id: str
    label: str
    max: int
    example: NotRequired[str]


class Field(TypedDict):
    """A field of a plan; which keys it has depends on its type.

    `sentence` holds `{id}` for each of the `questions`. An example comes from `example_by`.
    """

    id: str
    type: str
    label: str
    hint: NotRequired[str]
    example: NotRequired[str]
    example_by: NotRequired[str]
    questions: NotRequired[list[Question]]
    sentence: NotRequired[str]
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


class Part(TypedDict):
    """A part of a plan that has a page of its own, with the ids of its fields."""

    id: str
    title: str
    lead: NotRequired[str]
    fields: list[str]


class Template(TypedDict):
    """The template of a plan in one language; without `parts` it is a single form."""

    title: NotRequired[str]
    note: NotRequired[str]
    parts: NotRequired[list[Part]]
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
    content: Content = {}
    for field in template["fields"]:
        _read_into(content, field, submitted)
    content["self_review"] = _read_marks(template, submitted)
    return content


def read_part(template: Template, part_id: str, submitted: Submitted, stored: Content) -> Content:
    """The stored plan with the values of one part of the form; an unknown part changes nothing."""
    content = dict(stored)
    for field in fields_of(template, part_id):
        _read_into(content, field, submitted)
    if part_id == REVIEW:
        content["self_review"] = _read_marks(template, submitted)
    return content


def parts_of(template: Template, review_title: str) -> tuple[Part, ...]:
    """All parts with the self-review as the last one; empty if the plan is a single form."""
    parts = template.get("parts")
    if not parts:
        return ()
    review: Part = {"id": REVIEW, "title": review_title, "fields": []}
    if lead := (template.get("self_review") or {}).get("text"):
        review["lead"] = lead
    return (*parts, review)


def fields_of(template: Template, part_id: str) -> list[Field]:
    """The fields of a part, in its order."""
    by_id = {field["id"]: field for field in template["fields"]}
    ids = next((part["fields"] for part in template.get("parts", ()) if part["id"] == part_id), ())
    return [by_id[field_id] for field_id in ids if field_id in by_id]


def part_problems(template: Template, part_id: str, content: Content) -> list[Problem]:
    """What is missing in a part before the plan can be submitted."""
    if part_id == REVIEW:
        return _review_problems(template, content.get("self_review") or {})
    return _problems_of(fields_of(template, part_id), content)


def is_started(template: Template, part_id: str, content: Content) -> bool:
    """Whether any field of a part holds a value."""
    if part_id == REVIEW:
        return bool(content.get("self_review"))
    return any(_has_value(field, content) for field in fields_of(template, part_id))


def fingerprint(template: Template, part_id: str, content: Content) -> str:
    """Changes with the content of a part, or of the plan for "": a save notices other windows."""
    fields = fields_of(template, part_id) if part_id else template["fields"]
    ids = [field["id"] for field in fields]
    values = [content.get(field_id) for field_id in ids]
    answers = [(content.get("answers") or {}).get(field_id) for field_id in ids]
    marks = content.get("self_review") if part_id in ("", REVIEW) else None
    return sha256(json.dumps([values, answers, marks], sort_keys=True).encode()).hexdigest()[:16]


def sentence_of(field: Field, answers: Mapping[str, str]) -> str:
    """The sentence of a field with its answers; `…` stands for missing ones."""

    def answer(match: re.Match[str]) -> str:
        return answers.get(match[1], "").rstrip(" .") or MISSING

    sentence = re.sub(r"\{([^{}]*)\}", answer, field.get("sentence", ""))
    return sentence.replace(f"{MISSING}.", MISSING)


def row_count(field: Field, content: Content) -> int:
    """Number of rows shown for a repeated field: those with content, within its limits."""
    return min(field["max"], max(field["min"], len(content.get(field["id"]) or ())))


def problems(template: Template, content: Content) -> list[Problem]:
    """Problems that prevent submission: missing required fields and the self-review."""
    field_problems = _problems_of(template["fields"], content)
    return field_problems + _review_problems(template, content.get("self_review") or {})


def labels(template: Template) -> dict[str, str]:
    """Labels by the field ids that problems name: fields, questions and lines of the rubric."""
    names = {field["id"]: field["label"] for field in template["fields"]}
    for field in template["fields"]:
        for question in _questions(field):
            names[f"{field['id']}-{question['id']}"] = question["label"]
    return names | {f"rubric-{rule['id']}": rule["text"] for rule in template["rubric"]}


def option_id(option: Option | str) -> str:
    """Id of an option, which is a code or a mapping with id and labels."""
    return str(option["id"] if isinstance(option, dict) else option)


def _read_into(content: Content, field: Field, submitted: Submitted) -> None:
    """Read a field; answers to its questions are stored beside the sentence that they make."""
    names = {question["id"]: f"{field['id']}-{question['id']}" for question in _questions(field)}
    if not any(name in submitted for name in names.values()):
        content[field["id"]] = _read_field(field, submitted)
        return
    answers = {
        question["id"]: _clean(first_value(submitted, names[question["id"]]), question["max"])
        for question in _questions(field)
    }
    content["answers"] = {**(content.get("answers") or {}), field["id"]: answers}
    content[field["id"]] = sentence_of(field, answers) if any(answers.values()) else ""


def _questions(field: Field) -> list[Question]:
    return field.get("questions", [])


def _has_value(field: Field, content: Content) -> bool:
    value = content.get(field["id"])
    if field["type"] == "repeat":
        return any(any(row.values()) for row in value or ())
    return bool(value)


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


def _problems_of(fields: list[Field], content: Content) -> list[Problem]:
    missing: list[Problem] = []
    for field in fields:
        if not field.get("required"):
            continue
        answers = (content.get("answers") or {}).get(field["id"])
        if _questions(field) and (answers or not content.get(field["id"])):
            missing.extend(
                Problem(f"{field['id']}-{question['id']}", FILL_IN, {})
                for question in _questions(field)
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
        return Problem(field["id"], "Fill in at least {number} rows.", {"number": field["min"]})
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
        text = "This line needs the full score. Improve the plan, then score it again."
        return [Problem(f"rubric-{low[0]}", text, {})]
    min_total = int(rules.get("min_total", 0))
    if sum(marks.values()) < min_total:
        text = "Your score is below {number}. Improve the plan, then score it again."
        return [Problem(f"rubric-{next(iter(rubric))}", text, {"number": min_total})]
    return []
