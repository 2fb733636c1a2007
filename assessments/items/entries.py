"""Iterates over the items of a document with their paths; tolerates any shape. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from assessments.items.types.values import Entry

Path = tuple[str | int, ...]
FORM_USES: Final = {"A": "form_A", "B": "form_B"}
ANCHOR: Final = "anchor"  # used in both forms, to link them
STATEMENT: Final = "scale"  # the use of statements of the scale
FOLLOW_UP: Final = "follow-up"  # the use of further questions of a follow-up
ITEM_USES: Final = (*FORM_USES.values(), ANCHOR, "retake", "practice", STATEMENT, FOLLOW_UP)
NOT_ITEMS: Final = "not_tested_by_items"
SCALE: Final = "self_efficacy"  # statements, and the points of their scale
QUESTIONS: Final = "follow_up_questions"  # each with its own options
VIGNETTES: Final = "vignettes"  # cases that several items ask about


def iter_items(document: Entry) -> Iterator[tuple[Path, Entry]]:
    """Yield each item with its path. Each statement of a scale gets the points of the scale.

    Questions of a follow-up have their own points.
    """
    for section, entries in document.items():
        if section not in (NOT_ITEMS, VIGNETTES) and isinstance(entries, list | tuple):
            for number, entry in enumerate(entries):
                yield (section, number), entry if isinstance(entry, Mapping) else {}
    yield from _statements(document, SCALE, STATEMENT)
    yield from _statements(document, QUESTIONS, FOLLOW_UP)


def iter_vignettes(document: Entry) -> Iterator[tuple[Path, Entry]]:
    """Yield each case with its path."""
    entries = document.get(VIGNETTES)
    for number, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        yield (VIGNETTES, number), entry if isinstance(entry, Mapping) else {}


def _statements(document: Entry, section: str, use: str) -> Iterator[tuple[Path, Entry]]:
    scale = document.get(section)
    statements = scale.get("items") if isinstance(scale, Mapping) else None
    if isinstance(scale, Mapping) and isinstance(statements, list | tuple):
        shared = {"type": "likert", "use": use, "scale": scale.get("scale")}
        for number, entry in enumerate(statements):
            fields = entry if isinstance(entry, Mapping) else {}
            yield (section, "items", number), {**shared, **fields}
