"""Problems of OLX as the items of a knowledge check in a lesson. Pure.

A check shows one right option or several; problems of other kinds have no form there.
"""

from typing import Any, Final

from assessments.formats import olx
from assessments.formats.model import LETTERS, NeutralItem
from assessments.formats.reading import FileRefused

TYPES: Final = {"single": "single_best", "multiple": "multi_select"}


def check_of(problem: bytes) -> dict[str, Any] | None:
    """`item_ids` and `items` of a check, in both languages alike; None where that is not whole."""
    try:
        reading = olx.read(problem, "en")
    except FileRefused:
        return None
    items = [_item(item) for item in reading.items if item.kind in TYPES]
    if not items or reading.refused or len(items) != len(reading.items):
        return None
    return {"item_ids": [item["id"] for item in items], "items": items}


def _item(item: NeutralItem) -> dict[str, Any]:
    options = [
        {
            "id": letter,
            **_both("text", option.text.en),
            "correct": option.is_right,
            **_both("rationale", option.reason.en),
        }
        for letter, option in zip(LETTERS, item.options, strict=False)
    ]
    keys = {"key": next(one["id"] for one in options if one["correct"])}
    return {
        "id": item.code,
        "type": TYPES[item.kind],
        **_both("stem", item.stem.en),
        **_both("rationale", item.rationale.en),
        "options": options,
        **(keys if item.kind == "single" else {}),
    }


def _both(name: str, text: str) -> dict[str, str]:
    return {f"{name}_id": text, f"{name}_en": text}
