"""JSON shapes that item types share, and their texts in both languages. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

JsonObject = dict[str, Any]
Entry = Mapping[str, Any]  # an item as a course file or an author's form gives it, unchecked
Content = Mapping[str, Any]  # what a version shows: both languages, no hint of the key
Key = Mapping[str, Any]  # what a version is scored by
Document = Mapping[str, Any]  # a file of items, unchecked
Response = dict[str, Any]  # an answer; names options by their ids
Fields = Mapping[str, Sequence[str]]  # what a form or a script sends: name to values
Options = Sequence[Sequence[str]]  # pairs of (value on the page, option id), in the order shown
Rank = Callable[[str], bytes]  # sort key that shuffles option ids the same way each time

LANGUAGES = ("id", "en")


def get_text(texts: Mapping[str, Any], name: str, language: str) -> str:
    """Return the text `name` in one language."""
    return str(texts[f"{name}_{language}"])


def get_texts(entry: Entry, *names: str) -> JsonObject:
    """Return the named texts in both languages. Content, key and entry use the same fields."""
    fields = [f"{name}_{language}" for name in names for language in LANGUAGES]
    return {field: entry[field] for field in fields}


def has_answer(response: Response | None) -> bool:
    """Return whether anything is chosen. A cleared answer has only empty values."""
    return any(value not in ([], {}, None) for value in (response or {}).values())
