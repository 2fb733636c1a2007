"""An action plan as text for its reviewer: labels of fields with their answers. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.block_toolkit.texts import select_language
from courses.blocks.course.plan_template import option_id


@dataclass(frozen=True, slots=True)
class AnsweredField:
    """A field of a plan; `lines` is empty where it has no answer."""

    label: str
    lines: tuple[str, ...]


def format_plan(
    form: Mapping[str, Any], content: Mapping[str, Any], *, language: str
) -> tuple[AnsweredField, ...]:
    """Format the answers in `content` by the fields of `form`, in `language` ("id" or "en")."""
    template = select_language(form["template"], language)
    provinces = select_language(form["provinces"], language)
    return tuple(
        AnsweredField(
            str(field["label"]), tuple(_lines(field, content.get(field["id"]), provinces))
        )
        for field in template["fields"]
    )


def _lines(field: Mapping[str, Any], answer: Any, provinces: Sequence[Any]) -> Iterator[str]:
    if not answer:
        return
    if field["type"] == "repeat":
        for row in answer:
            parts = [
                f"{_label(part)}: {row[option_id(part)]}"
                for part in field["subfields"]
                if row.get(option_id(part))
            ]
            if parts:
                yield "; ".join(parts)
        return
    is_province = str(field.get("source", "")).startswith("provinces")
    options = provinces if is_province else field.get("options") or ()
    labels = {option_id(option): _label(option) for option in options}
    for value in answer if isinstance(answer, list) else [answer]:
        yield labels.get(str(value), str(value))


def _label(option: Any) -> str:
    return str(option.get("label", option["id"]) if isinstance(option, Mapping) else option)
