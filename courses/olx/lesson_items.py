"""Collects problems of lessons as items of the course's bank.

Items are practised once their objective was taught. Courses from other hosts have no objectives,
so each lesson with items gets one objective.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from courses.json_types import JsonMapping
from courses.olx.model import Row

MAX_CODE_LENGTH: Final = 40  # of an item code
SUFFIX_LENGTH: Final = 4  # reserved for a number that makes codes unique


class ItemCollector:
    """Collected items: `rows` are bank items in the order of the course."""

    def __init__(self, known: Iterable[JsonMapping]) -> None:
        self.rows: list[Row] = []
        self._taken = {str(row["code"]) for row in known}
        self._lessons_with_items: set[str] = set()

    def for_lesson(self, lesson: str) -> "LessonItems":
        return LessonItems(lesson, self)

    def put(self, lesson: str, key: str, item: Row) -> str:
        wanted = re.sub(r"[^A-Za-z0-9._-]", "-", f"{lesson}-{key}")[
            : MAX_CODE_LENGTH - SUFFIX_LENGTH
        ]
        code, number = wanted, 1
        while code in self._taken:
            number += 1
            code = f"{wanted}-{number}"
        self._taken.add(code)
        self._lessons_with_items.add(lesson)
        self.rows.append({"code": code, "objective_code": lesson, **item})
        return code

    def add_objective(self, lesson: str, titles: tuple[str, str], content: Row) -> Row:
        """The content of a lesson, with the objective of its items added."""
        if lesson not in self._lessons_with_items:
            return content
        goal = {"id": lesson, "text_id": titles[0], "text_en": titles[1]}
        known = [objective for objective in content["objectives"] if objective["id"] != lesson]
        return {**content, "objectives": [*known, goal]}


@dataclass(frozen=True, slots=True)
class LessonItems:
    """Adds items of one lesson to the collection."""

    lesson: str
    items: ItemCollector

    def put(self, key: str, item: Row) -> str:
        """Add an item and return its code in the bank."""
        return self.items.put(self.lesson, key, item)
