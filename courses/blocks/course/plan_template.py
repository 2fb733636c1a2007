"""The template of an action plan as a course gives it: parts, fields, rubric. Pure functions."""

from typing import Final, NotRequired, TypedDict

REVIEW: Final = "self-review"  # the part in which learners score their own plan
REVIEW_TITLE: Final = "Score your own plan"


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


def labels(template: Template) -> dict[str, str]:
    """Labels by the field ids that problems name: fields, questions and lines of the rubric."""
    names = {field["id"]: field["label"] for field in template["fields"]}
    for field in template["fields"]:
        for question in questions_of(field):
            names[f"{field['id']}-{question['id']}"] = question["label"]
    return names | {f"rubric-{rule['id']}": rule["text"] for rule in template["rubric"]}


def option_id(option: Option | str) -> str:
    """Id of an option, which is a code or a mapping with id and labels."""
    return str(option["id"] if isinstance(option, dict) else option)


def questions_of(field: Field) -> list[Question]:
    """The questions of a field; empty if it is answered as a whole."""
    return field.get("questions", [])
