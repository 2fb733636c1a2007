"""Finds parts of a document that may not have the shape it should; never raises."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from courses.course_files.documents import Document, Place
from courses.course_files.problems import Problem, problem


def value_at(document: Document, *place: str | int) -> Any:
    """What stands at a place, or nothing."""
    value = document.value
    for key in place:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def entries(document: Document, *place: str | int) -> Iterator[tuple[Place, Any]]:
    """The entries of a list, each with its place."""
    value = value_at(document, *place)
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        yield (*place, index), entry


def mappings(document: Document, *place: str | int) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    for where, entry in entries(document, *place):
        if isinstance(entry, Mapping):
            yield where, entry


def texts(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text in a value, however deep, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts(part, (*place, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts(part, (*place, index))


def collect_names(document: Document, *place: str | int, key: str = "id") -> set[str]:
    """The texts under a key of the mappings in a list."""
    return {
        name
        for _place, entry in mappings(document, *place)
        if isinstance(name := entry.get(key), str)
    }


def is_unknown(name: Any, known: Container[str]) -> bool:
    """Whether a text names nothing that is known; of what is no text, the schema tells."""
    return isinstance(name, str) and name not in known


def repeated_ids(document: Document, *place: str | int, key: str = "id") -> Iterator[Problem]:
    seen: set[str] = set()
    for where, entry in mappings(document, *place):
        name = entry.get(key)
        if not isinstance(name, str):
            continue
        if name in seen:
            yield problem(document.file, document.line(*where, key), "duplicate-id", id=name)
        seen.add(name)
