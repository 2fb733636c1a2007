"""Iterates over the items of a document with their paths; tolerates any shape. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from assessments.items.types.values import Entry

Path = tuple[str | int, ...]
FORM_USES: Final = {"A": "form_A", "B": "form_B"}
ANCHOR: Final = "anchor"  # used in both forms, to link them
ITEM_USES: Final = (*FORM_USES.values(), ANCHOR, "retake", "practice", "scale")
NOT_ITEMS: Final = "not_tested_by_items"
SCALE: Final = "self_efficacy"  # statements, and the points of their scale
VIGNETTES: Final = "vignettes"  # cases that several items ask about


def iter_items(document: Entry) -> Iterator[tuple[Path, Entry]]:
    """Yield each item with its path. Each statement of a scale gets the points of the scale."""
    for section, entries in document.items():
        if section not in (NOT_ITEMS, VIGNETTES) and isinstance(entries, list | tuple):
            for number, entry in enumerate(entries):
                yield (section, number), entry if isinstance(entry, Mapping) else {}
    yield from _statements(document.get(SCALE))


def iter_vignettes(document: Entry) -> Iterator[tuple[Path, Entry]]:
    """Yield each case with its path."""
    entries = document.get(VIGNETTES)
    for number, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        yield (VIGNETTES, number), entry if isinstance(entry, Mapping) else {}


def _statements(scale: object) -> Iterator[tuple[Path, Entry]]:
    statements = scale.get("items") if isinstance(scale, Mapping) else None
    if isinstance(scale, Mapping) and isinstance(statements, list | tuple):
        shared = {"type": "likert", "use": "scale", "scale": scale.get("scale")}
        for number, entry in enumerate(statements):
            fields = entry if isinstance(entry, Mapping) else {}
            yield (SCALE, "items", number), {**shared, **fields}
