"""Converts an imported draft to the entry that the form of its type shows. Pure.

Missing texts (a language, a reason) are empty, for an author to fill in.
"""

from typing import Final

from assessments.exchange.model import LETTERS, ItemPicture, LocalizedText, NeutralItem
from assessments.exchange.partial_rules import build_rule_fields
from assessments.items.pictures import PICTURE, STEM
from assessments.items.types.form_parts import MAX_ROWS
from assessments.items.types.values import JsonObject

TYPE_OF_KIND: Final = {
    "single": "single-choice",
    "multiple": "multiple-choice",
    "true-false": "true-false",
    "short-text": "short-text",
    "number": "number",
    "ordering": "ordering",
    "matching": "matching",
    "categorising": "categorising",
    "vignette": "vignette",
}


def build_draft_entry(item: NeutralItem) -> JsonObject:
    """Return the fields of all item types; a form shows those of its own type."""
    groups = list(dict.fromkeys(pair.right for pair in item.pairs))
    letters = dict(zip(groups, LETTERS, strict=False))
    pictures = {picture.target: _picture(picture) for picture in item.pictures}
    of_rows = [{PICTURE: pictures[n]} if n in pictures else {} for n in map(str, range(MAX_ROWS))]
    return {
        **_texts("stem", item.stem),
        **({PICTURE: pictures[STEM]} if STEM in pictures else {}),
        **_texts("rationale", item.rationale),
        "options": [
            {
                "id": letter,
                **_texts("text", option.text),
                "correct": option.is_right,
                **_texts("rationale", option.reason),
                **of_rows[number],
            }
            for number, (letter, option) in enumerate(zip(LETTERS, item.options, strict=False))
        ],
        **build_rule_fields(item.partial),
        "answer": item.is_true,
        "accepted": list(item.answers),
        "case_sensitive": item.is_case_sensitive,
        "number": item.number,
        "tolerance": item.tolerance,
        "correct_order": [
            {"id": letter, **_texts("text", step), **picture}
            for letter, step, picture in zip(LETTERS, item.steps, of_rows, strict=False)
        ],
        "pairs": [
            {**_texts("left", pair.left), **_texts("right", pair.right), **picture}
            for pair, picture in zip(item.pairs, of_rows, strict=False)
        ],
        "groups": [{"id": letters[group], **_texts("text", group)} for group in groups],
        "things": [
            {**_texts("text", pair.left), "group": letters[pair.right], **picture}
            for pair, picture in zip(item.pairs, of_rows, strict=False)
        ],
    }


def _picture(picture: ItemPicture) -> dict[str, str]:
    return {"data": picture.data, **_texts("alt", picture.alt)}


def _texts(name: str, text: LocalizedText) -> dict[str, str]:
    return {f"{name}_id": text.id, f"{name}_en": text.en}
