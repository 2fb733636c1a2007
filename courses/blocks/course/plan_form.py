"""Parses the form of an action plan. Pure functions.

Answers to the questions of a field are stored under `answers`, by field and question, beside the
sentence that they make, which is the value of the field.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.long_numbers import mask_long_numbers
from courses.blocks.course.plan_template import (
    REVIEW,
    Field,
    Template,
    fields_of,
    option_id,
    questions_of,
)

MAX_LINE_LENGTH = 200
MISSING: Final = "…"  # in a sentence, instead of an answer
BESIDE: Final = "beside"  # in a plan: by part, what a phone sent after it was changed elsewhere
CHOICES = ("multiselect", "checklist")

Content = dict[str, Any]  # values by field id, and scores by line in `self_review`


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
    if part_id in content.get(BESIDE, {}):  # its reader has seen both, and decided
        content[BESIDE] = {k: v for k, v in content[BESIDE].items() if k != part_id}
    return content


def part_of(template: Template, part_id: str, content: Content) -> Content:
    """What a plan holds in one part, or in all fields for ""."""
    fields = fields_of(template, part_id) if part_id else template["fields"]
    ids = {field["id"] for field in fields}
    values = {key: value for key, value in content.items() if key in ids}
    if part_id in ("", REVIEW):
        values["self_review"] = content.get("self_review") or {}
    return values


def form_values(template: Template, part_id: str, content: Content) -> dict[str, list[str]]:
    """The form that saves what a part holds, or the whole plan for ""; a script fills it in."""
    values: dict[str, list[str]] = {}
    for field in fields_of(template, part_id) if part_id else template["fields"]:
        values |= _values_of(field, content)
    if part_id in ("", REVIEW):
        marks = content.get("self_review") or {}
        values |= {f"rubric-{rule}": [str(mark)] for rule, mark in marks.items()}
    return values


def _values_of(field: Field, content: Content) -> dict[str, list[str]]:
    name, value = field["id"], content.get(field["id"])
    if field["type"] == "repeat":
        return {
            f"{name}-{number}-{key}": [text]
            for number, row in enumerate(value or ())
            for key, text in row.items()
        }
    if field["type"] in CHOICES:
        return {name: list(value or ())}
    answers = (content.get("answers") or {}).get(name) or {}
    given = {f"{name}-{question}": [text] for question, text in answers.items()}
    return given or ({} if value is None else {name: [str(value)]})


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


def _read_into(content: Content, field: Field, submitted: Submitted) -> None:
    """Read a field; answers to its questions are stored beside the sentence that they make."""
    names = {question["id"]: f"{field['id']}-{question['id']}" for question in questions_of(field)}
    if not any(name in submitted for name in names.values()):
        content[field["id"]] = _read_field(field, submitted)
        return
    answers = {
        question["id"]: _clean(first_value(submitted, names[question["id"]]), question["max"])
        for question in questions_of(field)
    }
    content["answers"] = {**(content.get("answers") or {}), field["id"]: answers}
    content[field["id"]] = sentence_of(field, answers) if any(answers.values()) else ""


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
