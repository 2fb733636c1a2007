"""Translated texts of blocks, and selection of one language in course content."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("id", "en")
LANGUAGE_SUFFIXES = ("_id", "_en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Translations by English text; empty for English and unknown languages."""
    if language not in LANGUAGES or language == "en":
        return {}
    text = (
        files("courses.block_toolkit.translations").joinpath(f"{language}.json").read_text("utf-8")
    )
    translations: Mapping[str, str] = json.loads(text)
    return translations


def translate(language: str, text: str, **parameters: object) -> str:
    """The text in a language, with its parameters filled in; English if there is no translation."""
    translation = catalogue(language).get(text, text)
    return translation.format(**parameters) if parameters else translation


def select_language(value: object, language: str) -> Any:
    """Copy of a JSON structure in which each pair of keys `x_id`, `x_en` is one key `x`."""
    if isinstance(value, dict):
        return _select_language(value, language)
    if isinstance(value, list | tuple):
        return [
            part if isinstance(part, str) else select_language(part, language) for part in value
        ]
    return value


def _select_language(mapping: dict[str, object], language: str) -> dict[str, object]:
    selected = {}
    for key, part in mapping.items():
        name = key
        if key[-3:] in LANGUAGE_SUFFIXES:
            stem = key[:-3]
            if stem + "_id" in mapping and stem + "_en" in mapping:
                if key[-2:] != language:
                    continue
                name = stem
        selected[name] = part if isinstance(part, str) else select_language(part, language)
    return selected
