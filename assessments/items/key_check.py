"""Finds keys that nothing reads: a misspelt one would be passed over. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from assessments.items.entries import NOT_ITEMS, SCALE, VIGNETTES, Path, vignette_entries
from assessments.items.pictures import PICTURE
from assessments.items.types.base import Flaw, ItemType, flawed
from assessments.items.types.form_parts import Rows
from assessments.items.vignettes import CASES, VIGNETTE

ABOUT_ITEMS: Final = frozenset(
    {
        *("id", "type", "use", "objective_id", "bloom", "difficulty_guess", "parallel_slot"),
        *("review_status", "source_facts", "source_confidence", VIGNETTE, PICTURE),
        *("key", "key_rationale_id", "key_rationale_en", "scoring"),  # said twice, for authors
        *("scale", "module"),  # of statements
    }
)
ABOUT_ROWS: Final = frozenset({"id", PICTURE})
ABOUT_PICTURES: Final = frozenset({"file", "data", "alt_id", "alt_en"})
ABOUT_THE_BANK: Final = frozenset(
    {"version", "as_of", "language_note", "blueprint", SCALE, NOT_ITEMS, VIGNETTES}
)


def part_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Of the document as a whole: any list of it holds items, and all else is known by name."""
    for name, value in document.items():
        if name not in ABOUT_THE_BANK and not isinstance(value, list | tuple):
            yield from _unknown((name,), name)
    for path, entry in vignette_entries(document):
        for flaw in key_flaws(CASES, entry):
            yield Flaw((*path, *flaw.path), flaw.code, flaw.message, flaw.remedy)


def key_flaws(kind: ItemType, entry: Mapping[str, Any]) -> Iterator[Flaw]:
    """Of an item of this type, whose form says what may stand in it."""
    parts = kind.form()
    known = {name for part in parts for name in part.names()}
    yield from _flaws(entry, known | ABOUT_ITEMS)
    for part in parts:
        if not isinstance(part, Rows):
            continue
        in_rows = {name for one in part.parts for name in one.names()}
        rows = entry.get(part.name)
        for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
            yield from _flaws(row, in_rows | ABOUT_ROWS, part.name, number)


def _flaws(entry: Any, known: Collection[str], *path: str | int) -> Iterator[Flaw]:
    if not isinstance(entry, Mapping):
        return
    for key in entry:
        if key not in known:
            yield from _unknown((*path, key), key)
    if path[-1:] != (PICTURE,):
        yield from _flaws(entry.get(PICTURE), ABOUT_PICTURES, *path, PICTURE)


def _unknown(path: Path, key: Any) -> Iterator[Flaw]:
    yield from flawed(
        path,
        "item-key-unknown",
        f"nothing reads {key} here",
        "Check its spelling and its place, or take it out.",
    )
