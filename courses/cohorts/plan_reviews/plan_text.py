"""An action plan as text for its reviewer: labels of fields with their answers. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.block_toolkit.texts import select_language
from courses.blocks.course.plan_form import option_id


@dataclass(frozen=True, slots=True)
class AnsweredField:
    """A field of a plan; `lines` is empty where it has no answer."""

    label: str
    lines: tuple[str, ...]


def format_plan(
    form: Mapping[str, Any], content: Mapping[str, Any], *, language: str
) -> tuple[AnsweredField, ...]:
    template = select_language(form["template"], language)
    provinces = select_language(form["provinces"], language)
    return tuple(
        AnsweredField(
            str(field["label"]), tuple(_lines(field, content.get(field["id"]), provinces))
        )
        for field in template["fields"]
    )


def _lines(field: Mapping[str, Any], written: Any, provinces: Sequence[Any]) -> Iterator[str]:
    if not written:
        return
    if field["type"] == "repeat":
        for row in written:
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
    for one in written if isinstance(written, list) else [written]:
        yield labels.get(str(one), str(one))


def _label(option: Any) -> str:
    return str(option.get("label", option["id"]) if isinstance(option, Mapping) else option)
