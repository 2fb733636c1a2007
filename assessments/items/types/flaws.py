"""Flaws of items in files: what is wrong, where, and how to repair it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.items.types.values import LANGUAGES, Entry


@dataclass(frozen=True, slots=True)
class Flaw:
    """An error in an item of a file, and how to repair it. `path` starts at the item."""

    path: tuple[str | int, ...]
    code: str
    message: str
    remedy: str


def single_flaw(
    path: tuple[str | int, ...], code: str, message: str, remedy: str
) -> Iterator[Flaw]:
    """Yield one flaw, for `yield from`."""
    yield Flaw(path, code, message, remedy)


def find_missing_texts(entry: Entry, name: str, *path: str | int) -> Iterator[Flaw]:
    """Yield a flaw for each language in which the text `name` is missing or empty."""
    for language in LANGUAGES:
        field = f"{name}_{language}"
        text = entry.get(field)
        if not isinstance(text, str) or not text.strip():
            yield Flaw(
                (*path, field),
                "item-text-missing",
                f"{field} is missing or empty",
                f"Write {field}; every text is required in Indonesian and English.",
            )
