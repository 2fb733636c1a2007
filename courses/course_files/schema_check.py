"""Validates documents against JSON Schemas and reports file and line of violations."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

from courses.course_files.documents import Document, KeyPath
from courses.course_files.problems import Problem, problem
from courses.course_files.two_languages import LANGUAGES, Texts
from courses.json_types import JsonObject

SCHEMAS: Final = Path(__file__).parent / "schemas"
LANGUAGE_NAMES: Final = {"id": "Bahasa Indonesia", "en": "English"}
WHOLE_FILE: Final = Texts(id="Isi berkas", en="The whole file")
TYPES: Final = {  # terms for authors, who write YAML
    "object": Texts(id="pasangan kunci: nilai", en="pairs of key: value"),
    "array": Texts(id="daftar", en="a list"),
    "string": Texts(id="teks", en="text"),
    "integer": Texts(id="bilangan bulat", en="a whole number"),
    "number": Texts(id="angka", en="a number"),
    "boolean": Texts(id="true atau false", en="true or false"),
    "null": Texts(id="null", en="null"),
}
QUOTED: Final = re.compile(r"'([^']+)'")
CODES: Final = {
    "minItems": "too-few",
    "maxItems": "too-many",
    "uniqueItems": "duplicate-id",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
    "minLength": "empty-text",
    "maxLength": "too-long",
    "pattern": "wrong-form",
    "format": "wrong-form",
    "minProperties": "too-few",
    "type": "wrong-type",
}


def schema_problems(document: Document, name: str) -> list[Problem]:
    """Violations of the schema with this name."""
    return _problems(document, _validator(name), document.value, ())


def activity_problems(document: Document) -> Iterator[Problem]:
    """Violations of each activity against the definition of its kind."""
    activities = document.value.get("activities") if isinstance(document.value, dict) else None
    for index, activity in enumerate(activities if isinstance(activities, list) else ()):
        kind = activity.get("kind") if isinstance(activity, dict) else None
        if isinstance(kind, str) and kind in _definitions():
            path = ("activities", index)
            yield from _problems(document, _activity_validator(kind), activity, path)


@cache
def _schema(name: str) -> JsonObject:
    schema: JsonObject = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def _activity_validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(_definitions()[kind])


def _definitions() -> JsonObject:
    definitions: JsonObject = _schema("activity")["$defs"]
    return definitions


def _problems(
    document: Document, validator: Draft202012Validator, value: object, path: KeyPath
) -> list[Problem]:
    return [
        item
        for error in validator.iter_errors(value)
        for item in _explained(document, error, (*path, *error.absolute_path))
    ]


def _explained(document: Document, error: ValidationError, path: KeyPath) -> Iterable[Problem]:
    if error.validator in ("required", "dependentRequired"):
        return [_missing(document, path, _quoted(error.message))]
    if error.validator == "additionalProperties":
        schema: Any = error.schema
        instance: Any = error.instance
        extra = set(instance) - set(schema["properties"])
        return [_unknown(document, (*path, key), key) for key in sorted(extra, key=str)]
    code = CODES.get(str(error.validator), "not-allowed")
    return [problem(document.file, document.line(*path), code, **_parameters(error, path))]


def _parameters(error: ValidationError, path: KeyPath) -> dict[str, object]:
    names = [part for part in path if isinstance(part, str)]
    return {
        "key": names[-1] if names else WHOLE_FILE,
        "value": json.dumps(error.instance, ensure_ascii=False, default=str)[:60],
        "allowed": _listed(error.validator_value),
        "expected": _expected(error),
        "form": error.validator_value,
        "limit": error.validator_value,
        "id": _repeated(error.instance),
    }


def _expected(error: ValidationError) -> Texts:
    """The types that the schema allows; empty for other rules."""
    if error.validator != "type":
        return Texts("", "")
    value: Any = error.validator_value
    names = [TYPES[name] for name in ([value] if isinstance(value, str) else value)]
    return Texts(", ".join(text.id for text in names), ", ".join(text.en for text in names))


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _repeated(value: object) -> str:
    if not isinstance(value, list):
        return ""
    return next((str(part) for part in value if value.count(part) > 1), "")


def _quoted(message: str) -> str:
    """The first quoted key in a message of jsonschema, which is the missing one."""
    match = QUOTED.search(message)
    return match.group(1) if match else "?"


def _missing(document: Document, path: KeyPath, key: str) -> Problem:
    line = document.line(*path)
    stem, _underscore, language = key.rpartition("_")
    if stem == "alt":
        return problem(document.file, line, "missing-alt-text", key=key)
    if stem and language in LANGUAGES:
        return problem(
            document.file,
            line,
            "missing-language",
            name=stem,
            key=key,
            language=LANGUAGE_NAMES[language],
        )
    return problem(document.file, line, "missing-key", key=key)


def _unknown(document: Document, path: KeyPath, key: object) -> Problem:
    return problem(document.file, document.line(*path), "unknown-key", key=key)
