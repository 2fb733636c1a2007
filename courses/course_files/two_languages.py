"""Texts in both languages, and the selection of one language in nested structures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from courses.json_types import JsonMapping

LANGUAGES: Final = ("id", "en")


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in both languages."""

    id: str
    en: str

    def of(self, language: str) -> str:
        """The text in a language."""
        return self.en if language == "en" else self.id


@dataclass(frozen=True, slots=True)
class TextLists:
    """A list of texts in both languages, of the same length."""

    id: tuple[str, ...]
    en: tuple[str, ...]

    def of(self, language: str) -> tuple[str, ...]:
        return self.en if language == "en" else self.id


def in_language(value: object, language: str) -> Any:
    """The same structure in one language: each pair `x_id`, `x_en` becomes one key `x`."""
    if isinstance(value, Mapping):
        return dict(_pick_language(value, language))
    if isinstance(value, list | tuple):
        return [in_language(part, language) for part in value]
    return value


def _pick_language(mapping: JsonMapping, language: str) -> list[tuple[str, Any]]:
    pairs = []
    for key, part in mapping.items():
        stem = key[:-3]
        if key.endswith(("_id", "_en")) and f"{stem}_id" in mapping and f"{stem}_en" in mapping:
            if key == f"{stem}_{language}":
                pairs.append((stem, in_language(part, language)))
        else:
            pairs.append((key, in_language(part, language)))
    return pairs
