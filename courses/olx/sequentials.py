"""Reads the units and steps of a sequential, which is a lesson or a page.

sequential with verticals that have payung_kind    steps as we wrote them
sequential of another host                         a step for each vertical
one vertical with the title of the sequential      no steps: one page
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from lxml.etree import _Element

from courses.olx.attributes import (
    estimate_minutes,
    free_name,
    localized_titles,
    part_name,
    read_number,
    unit_key,
)
from courses.olx.errors import CourseArchiveRejected
from courses.olx.lesson_items import ItemCollector
from courses.olx.model import CourseUnit, Row
from courses.olx.report import ReportWriter, State
from courses.olx.steps import ID, MINUTES, has_steps, read_step
from courses.olx.units import ItemSink

VERTICAL: Final = "vertical"
MAX_MINUTES: Final = 1000


class ReadUnits(Protocol):
    """Parses an element into the units of a lesson."""

    def __call__(
        self,
        node: _Element,
        key: str,
        notes: Mapping[str, Row],
        report: ReportWriter,
        shelf: ItemSink,
    ) -> Iterator[CourseUnit]: ...


@dataclass(frozen=True, slots=True)
class SequentialContent:
    """`steps` is empty for a lesson on one page."""

    units: tuple[CourseUnit, ...]
    steps: tuple[Row, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of the steps, or estimated from the number of words."""
        if not self.steps:
            return estimate_minutes(self.units)
        return min(MAX_MINUTES, sum(int(step["minutes"]) for step in self.steps))


@dataclass(frozen=True, slots=True)
class _Part:
    """The blocks of one step; `head` holds its title and name."""

    head: _Element
    blocks: tuple[_Element, ...]


class SequentialReader:
    """Reads sequentials of one archive in the language of its course."""

    def __init__(
        self,
        read_unit: ReadUnits,
        notes: Mapping[str, Row],
        report: ReportWriter,
        items: ItemCollector,
        language: str,
    ) -> None:
        self._read_unit = read_unit
        self._notes = notes
        self._report = report
        self._items = items
        self._language = language

    def read(self, sequential: _Element, lesson: str) -> SequentialContent:
        """The units and steps; `lesson` is the code of the lesson or page.

        Raises CourseArchiveRejected.
        """
        is_strict = has_steps(sequential)
        if is_strict:
            _require_verticals(sequential)
        parts = list(_parts(sequential))
        keys: set[str] = set()
        if not is_strict and _is_one_page(sequential, parts):
            blocks = [block for part in parts for block in part.blocks]
            units = tuple(unit for block in blocks for unit in self._units(block, lesson, keys))
            for part in parts:
                self._count(part)
            return SequentialContent(units)
        units = ()
        steps: list[Row] = []
        names: set[str] = set()
        for part in parts:
            read = tuple(unit for node in part.blocks for unit in self._units(node, lesson, keys))
            if not read and not is_strict:
                self._report.add_remark(
                    "left-out", "step-empty", part_name(part.head), node=part.head
                )
                self._count(part, "left-out")
                continue
            self._count(part)
            if not is_strict and not part.head.get("display_name"):
                part.head.set("display_name", part_name(sequential))
            steps.append(self._step(part.head, lesson, names, read))
            units += read
        return SequentialContent(units, tuple(steps))

    def _step(
        self, head: _Element, lesson: str, names: set[str], units: tuple[CourseUnit, ...]
    ) -> Row:
        name = head.get(ID) or re.sub(r"^[^A-Za-z0-9]+", "", unit_key(head, lesson)) or "step"
        minutes = read_number(head, MINUTES, estimate_minutes(units), MAX_MINUTES)
        titles = localized_titles(head, self._language)
        return read_step(
            head, free_name(name, names), titles, minutes, [unit.key for unit in units]
        )

    def _units(self, node: _Element, lesson: str, keys: set[str]) -> Iterator[CourseUnit]:
        key = free_name(unit_key(node, lesson), keys)
        sink = self._items.for_lesson(lesson)
        return self._read_unit(node, key, self._notes, self._report, sink)

    def _count(self, part: _Part, state: State = "same") -> None:
        if part.head.tag == VERTICAL:
            self._report.count(VERTICAL, state)


def _elements(node: _Element) -> Iterator[_Element]:
    return (child for child in node if isinstance(child.tag, str))


def _require_verticals(sequential: _Element) -> None:
    for child in _elements(sequential):
        if child.tag != VERTICAL:
            raise CourseArchiveRejected("step-unfit", f"{part_name(sequential)}: {child.tag}")


def _parts(sequential: _Element) -> Iterator[_Part]:
    """Verticals, and runs of blocks beside them with the title of their first block."""
    run: list[_Element] = []
    for child in _elements(sequential):
        if child.tag != VERTICAL:
            run.append(child)
            continue
        if run:
            yield _Part(run[0], tuple(run))
            run = []
        yield _Part(child, tuple(_elements(child)))
    if run:
        yield _Part(run[0], tuple(run))


def _is_one_page(sequential: _Element, parts: list[_Part]) -> bool:
    """Whether a single part says no more than the sequential itself."""
    if len(parts) > 1:
        return False
    title = sequential.get("display_name")
    return all(
        part.head.tag != VERTICAL or part.head.get("display_name", title) == title for part in parts
    )
