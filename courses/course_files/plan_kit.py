"""Makes the printable blank action plan from the form's template."""

from collections.abc import Iterator
from typing import Final

from courses.course_files.model import Kit
from courses.course_files.two_languages import Texts, in_language
from courses.json_types import JsonMapping

PLAN_KIT: Final = "action-plan"
SUMMARY: Final = Texts(
    id="Formulir kosong dan rubriknya, untuk diisi dengan tangan sebelum dipindahkan ke kursus.",
    en="The blank form and its rubric, to fill in by hand before it is entered in the course.",
)
RUBRIC: Final = Texts(id="Rubrik", en="Rubric")
POINTS: Final = Texts(id="Nilai", en="Points")
EMPTY_LINES: Final = 3


def plan_kit(template: JsonMapping) -> Kit:
    """The blank form and its rubric as a kit."""
    return Kit(
        id=PLAN_KIT,
        title=Texts(template["title_id"], template["title_en"]),
        summary=SUMMARY,
        body=Texts(_markdown(template, "id"), _markdown(template, "en")),
        review_status=template["review_status"],
    )


def _markdown(template: JsonMapping, language: str) -> str:
    form = in_language(template, language)
    parts = [form["note"]]
    for field in form["fields"]:
        parts.append(f"## {field['label']}")
        parts.extend(_blank(field))
    parts.append(f"## {RUBRIC.of(language)}")
    parts.append(form["self_review"]["text"])
    parts.append(_rubric(form, language))
    return "\n\n".join(parts)


def _blank(field: JsonMapping) -> Iterator[str]:
    """Space to write, by the type of the field."""
    if "hint" in field:
        yield str(field["hint"])
    if "options" in field:
        yield "\n".join(f"- ☐ {option['label']}" for option in field["options"])
    elif "subfields" in field:
        labels = [part["label"] for part in field["subfields"]]
        empty = "| " + " | ".join(" " for _label in labels) + " |"
        head = "| " + " | ".join(labels) + " |"
        rule = "| " + " | ".join("---" for _label in labels) + " |"
        yield "\n".join([head, rule, *[empty] * EMPTY_LINES])
    elif "questions" in field:
        for question in field["questions"]:
            yield f"{question['label']}\n\n{'_' * 60}"
    else:
        yield "\n\n".join(["_" * 60] * (EMPTY_LINES if field["type"] == "textarea" else 1))


def _rubric(form: JsonMapping, language: str) -> str:
    rows = [f"| {line['text']} | ___ / {line['max']} |" for line in form["rubric"]]
    return "\n".join([f"| {RUBRIC.of(language)} | {POINTS.of(language)} |", "| --- | --- |", *rows])
