"""What blocks say in the reader's language; and course texts, in pairs `x_id` and `x_en`."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("id", "en")
LANGUAGE_SUFFIXES = ("_id", "_en")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Sentences of a language by their English form; empty for English."""
    if language not in LANGUAGES or language == "en":
        return {}
    text = (
        files("courses.block_toolkit.translations").joinpath(f"{language}.json").read_text("utf-8")
    )
    sentences: Mapping[str, str] = json.loads(text)
    return sentences


def translate(language: str, sentence: str, **parameters: object) -> str:
    text = catalogue(language).get(sentence, sentence)
    return text.format(**parameters) if parameters else text


def select_language(value: Any, language: str) -> Any:
    """The same structure in one language: each pair `x_id`, `x_en` becomes one key `x`."""
    if isinstance(value, dict):
        return _select_language(value, language)
    if isinstance(value, list | tuple):
        return [
            part if isinstance(part, str) else select_language(part, language) for part in value
        ]
    return value


def _select_language(mapping: dict[str, Any], language: str) -> dict[str, Any]:
    found = {}
    for key, part in mapping.items():
        name = key
        if key[-3:] in LANGUAGE_SUFFIXES:
            stem = key[:-3]
            if stem + "_id" in mapping and stem + "_en" in mapping:
                if key[-2:] != language:
                    continue
                name = stem
        found[name] = part if isinstance(part, str) else select_language(part, language)
    return found
