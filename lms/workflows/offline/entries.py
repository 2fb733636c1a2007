"""Reads the entries of an outbox. Pure.

What an entry does follows from its path, which is that of a form or a page.
"""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

MAX_ENTRIES: Final = 50  # in a request
MAX_TEXT: Final = 20_000  # characters of a value
MAX_FIELDS: Final = 100
HANDLER: Final = re.compile(
    r"/courses/([\w-]{1,20})/units/([0-9a-f-]{36})/([a-z_]{1,40})", re.ASCII
)
FINISH: Final = re.compile(r"/courses/([\w-]{1,20})/lessons/([\w-]{1,20})/finish", re.ASCII)
SKIP: Final = re.compile(
    r"/courses/([\w-]{1,20})/lessons/([\w-]{1,20})/steps/([\w-]{1,40})/skip", re.ASCII
)
VISIT: Final = re.compile(
    r"/courses/([\w-]{1,20})/lessons/([\w-]{1,20})(?:/steps/([\w-]{1,40}))?", re.ASCII
)
ANSWER: Final = re.compile(r"/courses/([\w-]{1,20})/practice/([0-9a-f-]{36})", re.ASCII)
PATHS: Final = {"unit": HANDLER, "finish": FINISH, "skip": SKIP, "visit": VISIT, "answer": ANSWER}


class MalformedEntries(ValueError):
    """The body is not a list of entries."""


class EntriesOfAnother(ValueError):
    """The entries belong to another person than the one who is signed in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed of a learner. `parts` are the codes in the path, in order."""

    id: UUID
    kind: str
    path: str
    fields: Mapping[str, list[str]]
    parts: tuple[str | None, ...]
    seen_version: int | None = None  # of the block's text, when the form was written
    course_version_id: UUID | None = None  # of the pack that a lesson was read in

    @property
    def course_code(self) -> str:
        return str(self.parts[0])

    def digest(self, key: bytes) -> bytes:
        """Keyed hash of all but the id."""
        content = [
            self.kind,
            self.path,
            dict(self.fields),
            self.seen_version,
            self.course_version_id,
        ]
        text = json.dumps(content, sort_keys=True, default=str)
        return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


def read_entries(body: object, *, person_id: UUID) -> list[Entry]:
    """The entries of a request, oldest first; the body names their person.

    Raises MalformedEntries or EntriesOfAnother.
    """
    if isinstance(body, dict) and body.get("person") != str(person_id):
        raise EntriesOfAnother
    listed = body.get("entries") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_ENTRIES:
        raise MalformedEntries
    return [_entry(entry) for entry in listed]


def _entry(entry: object) -> Entry:
    if not isinstance(entry, dict):
        raise MalformedEntries
    kind, path = str(entry.get("kind")), str(entry.get("path"))
    match = PATHS[kind].fullmatch(path) if kind in PATHS else None
    if match is None:
        raise MalformedEntries
    try:
        entry_id = UUID(str(entry.get("id")))
        version = entry.get("version")
        version_id = None if version is None else UUID(str(version))
    except ValueError as error:
        raise MalformedEntries from error
    seen = entry.get("seen_version")
    if seen is not None and (not isinstance(seen, int) or seen < 0):
        raise MalformedEntries
    fields = _fields(entry.get("fields", {}))
    return Entry(entry_id, kind, path, fields, match.groups(), seen, version_id)


def _fields(fields: object) -> dict[str, list[str]]:
    if not isinstance(fields, dict) or len(fields) > MAX_FIELDS:
        raise MalformedEntries
    for values in fields.values():
        is_list = isinstance(values, list) and len(values) <= MAX_FIELDS
        if not is_list or not all(isinstance(v, str) and len(v) <= MAX_TEXT for v in values):
            raise MalformedEntries
    return fields
