"""Reads values of documents that may be malformed, without raising."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from courses.course_files.documents import Document, KeyPath
from courses.course_files.problems import Problem, problem
from courses.json_types import JsonMapping


def value_at(document: Document, *path: str | int) -> Any:
    """The value at a path, or None."""
    value = document.value
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def entries(document: Document, *path: str | int) -> Iterator[tuple[KeyPath, Any]]:
    """The entries of a list with their paths."""
    value = value_at(document, *path)
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        yield (*path, index), entry


def mappings(document: Document, *path: str | int) -> Iterator[tuple[KeyPath, JsonMapping]]:
    """The mappings in a list with their paths."""
    for where, entry in entries(document, *path):
        if isinstance(entry, Mapping):
            yield where, entry


def texts(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """All texts nested in a value, with their paths."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts(part, (*path, index))


def collect_names(document: Document, *path: str | int, key: str = "id") -> set[str]:
    """The texts at `key` in the mappings of a list."""
    return {
        name
        for _path, entry in mappings(document, *path)
        if isinstance(name := entry.get(key), str)
    }


def is_unknown(name: object, known: Container[str]) -> bool:
    """Whether a text is not in `known`. False for other types, which the schema check reports."""
    return isinstance(name, str) and name not in known


def repeated_ids(document: Document, *path: str | int, key: str = "id") -> Iterator[Problem]:
    """Report values of `key` that occur twice in the mappings of a list."""
    seen: set[str] = set()
    for where, entry in mappings(document, *path):
        name = entry.get(key)
        if not isinstance(name, str):
            continue
        if name in seen:
            yield problem(document.file, document.line(*where, key), "duplicate-id", id=name)
        seen.add(name)
