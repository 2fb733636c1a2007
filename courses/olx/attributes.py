"""Reads names and numbers from the attributes of OLX elements."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.olx.block_xml import URL_NAME
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseUnit

CONTAINERS: Final = frozenset({"course", "chapter", "sequential", "vertical"})


def unit_key(node: _Element, lesson: str) -> str:
    """The name of an element within its lesson, at most 40 characters."""
    name = str(node.get(URL_NAME) or node.tag).removeprefix(f"{lesson}-")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:40] or "unit"


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number if it is taken already; adds it to `taken`."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:34]}-{number}"
    taken.add(free)
    return free


def iter_parts(node: _Element) -> Iterator[_Element]:
    """The element and the parts of the course below it. What a block holds belongs to the block."""
    yield node
    if node.tag in CONTAINERS:
        for child in node.iterchildren(etree.Element):
            yield from iter_parts(child)


def part_name(node: _Element) -> str:
    """The title of an element, or else its name, for reports."""
    return str(node.get("display_name") or node.get(URL_NAME) or node.tag)


def read_number(node: _Element, attribute: str, default: int, maximum: int) -> int:
    """A whole number from 0 to `maximum` in an attribute. Raises CourseArchiveRejected."""
    text = node.get(attribute)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) > maximum:
        raise CourseArchiveRejected("number-unfit", f"{part_name(node)}: {attribute}={text}")
    return int(text)


def localized_titles(node: _Element, language: str) -> tuple[str, str]:
    """The Indonesian and English titles; equal if the archive has only one."""
    title = (node.get("display_name") or node.get(URL_NAME) or node.tag)[:2000]
    other = "id" if language == "en" else "en"
    translated = node.get(f"payung_title_{other}")
    titles = {language: title, other: title if translated is None else translated}
    return titles["id"], titles["en"]


def estimate_minutes(units: tuple[CourseUnit, ...]) -> int:
    """Estimated minutes of a lesson or step (1 to 60), at 150 words per minute."""
    words = sum(_words(unit.content) for unit in units)
    return max(1, min(60, round(words / 150)))


def _words(value: object) -> int:
    """The number of words in one language."""
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, dict):
        return sum(_words(part) for name, part in value.items() if not str(name).endswith("_en"))
    return sum(map(_words, value)) if isinstance(value, list) else 0
