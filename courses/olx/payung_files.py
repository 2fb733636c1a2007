"""What an archive of ours says in `payung/`: JSON that is held to a schema before it is used."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from courses.olx.errors import CourseArchiveRejected

FOLDER: Final = "payung"
MOST_BYTES: Final = 20 * 1024 * 1024


def payung_file(files: Mapping[str, bytes], name: str) -> Any:
    """The content of `payung/NAME.json`, or None. Raises CourseArchiveRejected."""
    path = f"{FOLDER}/{name}.json"
    content = files.get(path)
    if content is None:
        return None
    if len(content) > MOST_BYTES:
        raise CourseArchiveRejected("file-too-large", path)
    try:
        value = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise CourseArchiveRejected("json-broken", f"{path}: {error}") from error
    flaw = best_match(_validator(name).iter_errors(value))
    if flaw is not None:
        place = "/".join(map(str, flaw.absolute_path))
        raise CourseArchiveRejected("json-unfit", f"{path} {place}: {flaw.message}")
    if b"\\u0000" in content:
        raise CourseArchiveRejected("json-unfit", f"{path}: \\u0000")
    return value


@cache
def _validator(name: str) -> Draft202012Validator:
    text = resources("courses.olx.schemas").joinpath("payung.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text)["$defs"][name])


def _refuse(constant: str) -> None:
    raise ValueError(constant)
