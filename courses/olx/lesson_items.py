"""Problems of lessons that became items of the course: their codes, and what they are about.

An item is practised once its objective was taught. A course from elsewhere has no objectives; there
the lesson itself stands for what its problems ask.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from courses.json_types import JsonMapping
from courses.olx.model import Row

MAX_CODE_LENGTH: Final = 40  # of a code
SUFFIX_LENGTH: Final = 4  # for a number behind it


class ItemCollector:
    """`rows` are items as a bank has them, in the order of the course."""

    def __init__(self, known: Iterable[JsonMapping]) -> None:
        self.rows: list[Row] = []
        self._taken = {str(row["code"]) for row in known}
        self._lessons_with_items: set[str] = set()

    def of(self, lesson: str) -> "LessonItems":
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
        """What a lesson says of itself, with the objective that its items have."""
        if lesson not in self._lessons_with_items:
            return content
        goal = {"id": lesson, "text_id": titles[0], "text_en": titles[1]}
        known = [objective for objective in content["objectives"] if objective["id"] != lesson]
        return {**content, "objectives": [*known, goal]}


@dataclass(frozen=True, slots=True)
class LessonItems:
    lesson: str
    items: ItemCollector

    def put(self, key: str, item: Row) -> str:
        """The code under which the item stands in the bank."""
        return self.items.put(self.lesson, key, item)
