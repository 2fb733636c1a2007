"""A draft from a file as the entry that the form of its type shows. Pure.

What is missing (a language, a reason) is left empty, for an author to fill in.
"""

from typing import Any, Final

from assessments.exchange.model import LETTERS, LocalizedText, NeutralItem, PlacedPicture
from assessments.exchange.partial_rules import rule_entry
from assessments.items.pictures import PICTURE, STEM
from assessments.items.types.form_parts import MAX_ROWS

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


def draft_entry(item: NeutralItem) -> dict[str, Any]:
    """All parts that any type may have; a form shows those of its own."""
    groups = list(dict.fromkeys(pair.right for pair in item.pairs))
    letters = dict(zip(groups, LETTERS, strict=False))
    pictures = {one.place: _picture(one) for one in item.pictures}
    beside = [{PICTURE: pictures[n]} if n in pictures else {} for n in map(str, range(MAX_ROWS))]
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
                **beside[number],
            }
            for number, (letter, option) in enumerate(zip(LETTERS, item.options, strict=False))
        ],
        **rule_entry(item.partial),
        "answer": item.is_true,
        "accepted": list(item.answers),
        "case_sensitive": item.is_case_sensitive,
        "number": item.number,
        "tolerance": item.tolerance,
        "correct_order": [
            {"id": letter, **_texts("text", step), **picture}
            for letter, step, picture in zip(LETTERS, item.steps, beside, strict=False)
        ],
        "pairs": [
            {**_texts("left", one.left), **_texts("right", one.right), **picture}
            for one, picture in zip(item.pairs, beside, strict=False)
        ],
        "groups": [{"id": letters[group], **_texts("text", group)} for group in groups],
        "things": [
            {**_texts("text", one.left), "group": letters[one.right], **picture}
            for one, picture in zip(item.pairs, beside, strict=False)
        ],
    }


def _picture(one: PlacedPicture) -> dict[str, str]:
    return {"data": one.data, **_texts("alt", one.alt)}


def _texts(name: str, words: LocalizedText) -> dict[str, str]:
    return {f"{name}_id": words.id, f"{name}_en": words.en}
