"""Finds unknown keys in a document of items: a misspelt key would be ignored silently. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from assessments.items.entries import (
    NOT_ITEMS,
    QUESTIONS,
    SCALE,
    VIGNETTES,
    Path,
    iter_vignettes,
)
from assessments.items.pictures import PICTURE
from assessments.items.types.base import ItemType
from assessments.items.types.flaws import Flaw, single_flaw
from assessments.items.types.form_parts import Rows
from assessments.items.types.values import Document, Entry
from assessments.items.vignettes import CASES, VIGNETTE

ABOUT_ITEMS: Final = frozenset(
    {
        *("id", "type", "use", "objective_id", "bloom", "difficulty_guess", "parallel_slot"),
        *("review_status", "source_facts", "source_confidence", VIGNETTE, PICTURE),
        "risk_area",
        *("key", "key_rationale_id", "key_rationale_en", "scoring"),  # redundant, for authors
        *("scale", "module", "measures", "concerns"),  # of statements and questions
    }
)
ABOUT_ROWS: Final = frozenset({"id", PICTURE})
ABOUT_PICTURES: Final = frozenset({"file", "data", "alt_id", "alt_en"})
ABOUT_THE_BANK: Final = frozenset(
    {"version", "as_of", "language_note", "blueprint", SCALE, QUESTIONS, NOT_ITEMS, VIGNETTES}
)


def find_document_flaws(document: Document) -> Iterator[Flaw]:
    """Yield flaws of the document's own keys: lists hold items; other keys must be known."""
    for name, value in document.items():
        if name not in ABOUT_THE_BANK and not isinstance(value, list | tuple):
            yield from _unknown((name,), name)
    for path, entry in iter_vignettes(document):
        for flaw in find_key_flaws(CASES, entry):
            yield Flaw((*path, *flaw.path), flaw.code, flaw.message, flaw.remedy)


def find_key_flaws(kind: ItemType, entry: Entry) -> Iterator[Flaw]:
    """Yield flaws of the keys of an item; the form of its type defines which are known."""
    parts = kind.form()
    known = {name for part in parts for name in part.names()}
    yield from _flaws(entry, known | ABOUT_ITEMS)
    for part in parts:
        if not isinstance(part, Rows):
            continue
        in_rows = {name for row_part in part.parts for name in row_part.names()}
        rows = entry.get(part.name)
        for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
            yield from _flaws(row, in_rows | ABOUT_ROWS, part.name, number)


def _flaws(entry: object, known: Collection[str], *path: str | int) -> Iterator[Flaw]:
    if not isinstance(entry, Mapping):
        return
    for key in entry:
        if key not in known:
            yield from _unknown((*path, key), key)
    if path[-1:] != (PICTURE,):
        yield from _flaws(entry.get(PICTURE), ABOUT_PICTURES, *path, PICTURE)


def _unknown(path: Path, key: object) -> Iterator[Flaw]:
    yield from single_flaw(
        path,
        "item-key-unknown",
        f"nothing reads {key} here",
        "Check its spelling and where it is, or remove it.",
    )
