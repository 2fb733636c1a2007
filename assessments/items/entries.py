"""Where the items of a document stand, as one stream. Pure, and calm about any shape."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Path = tuple[str | int, ...]
FORM_USES: Final = {"A": "form_A", "B": "form_B"}
ANCHOR: Final = "anchor"  # stands in both forms, to link them
ITEM_USES: Final = (*FORM_USES.values(), ANCHOR, "retake", "practice", "scale")
NOT_ITEMS: Final = "not_tested_by_items"
SCALE: Final = "self_efficacy"  # statements, and the points of their scale
VIGNETTES: Final = "vignettes"  # cases that several items ask about


def item_entries(document: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each item with its place. The points of a scale are told to each of its statements."""
    for section, entries in document.items():
        if section not in (NOT_ITEMS, VIGNETTES) and isinstance(entries, list | tuple):
            for number, entry in enumerate(entries):
                yield (section, number), entry if isinstance(entry, Mapping) else {}
    yield from _statements(document.get(SCALE))


def vignette_entries(document: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each case with its place."""
    listed = document.get(VIGNETTES)
    for number, entry in enumerate(listed if isinstance(listed, list | tuple) else ()):
        yield (VIGNETTES, number), entry if isinstance(entry, Mapping) else {}


def _statements(scale: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    statements = scale.get("items") if isinstance(scale, Mapping) else None
    if isinstance(scale, Mapping) and isinstance(statements, list | tuple):
        shared = {"type": "likert", "use": "scale", "scale": scale.get("scale")}
        for number, entry in enumerate(statements):
            own = entry if isinstance(entry, Mapping) else {}
            yield (SCALE, "items", number), {**shared, **own}
