"""Reads the JSON files in `payung/` of an archive and validates them against schemas."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files as resources
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from courses.olx.errors import CourseArchiveRejected

FOLDER: Final = "payung"
MAX_BYTES: Final = 20 * 1024 * 1024
DATES: Final = {"course": "as_of", "helplines": "checked_on"}
WITH_CODES: Final = ("kits", "facts", "helplines")


def payung_file(files: Mapping[str, bytes], name: str) -> Any:
    """The content of `payung/NAME.json`, or None. Raises CourseArchiveRejected."""
    path = f"{FOLDER}/{name}.json"
    content = files.get(path)
    if content is None:
        return None
    if len(content) > MAX_BYTES:
        raise CourseArchiveRejected("file-too-large", path)
    try:
        # Decode as UTF-8 here: json.loads would accept UTF-16, which the check for NUL misses.
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise CourseArchiveRejected("json-broken", f"{path}: {error}") from error
    flaw = best_match(_validator(name).iter_errors(value))
    if flaw is not None:
        location = "/".join(map(str, flaw.absolute_path))
        raise CourseArchiveRejected("json-unfit", f"{path} {location}: {flaw.message}")
    for location in _invalid_entries(name, value):
        raise CourseArchiveRejected("json-unfit", f"{path} {location}")
    if b"\\u0000" in content:
        raise CourseArchiveRejected("json-unfit", f"{path}: \\u0000")
    return value


def _invalid_entries(name: str, value: Any) -> Iterator[str]:
    """What the schemas cannot express: impossible dates and repeated codes."""
    if name in DATES:
        column = DATES[name]
        for row in value if isinstance(value, list) else [value]:
            try:
                date.fromisoformat(row[column])
            except ValueError:
                yield f"{column}: {row[column]}"
    if name in WITH_CODES:
        codes = Counter(row["code"] for row in value)
        yield from (code for code, times in codes.items() if times > 1)


@cache
def _validator(name: str) -> Draft202012Validator:
    text = resources("courses.olx.schemas").joinpath("payung.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text)["$defs"][name])


def _refuse(constant: str) -> None:
    raise ValueError(constant)
