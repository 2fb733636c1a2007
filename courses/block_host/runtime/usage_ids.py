"""Names of a block in a place (usage) and of what it says (definition), as blocks expect them."""

import re
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


class CourseKey(str):
    """A course's code, with the parts of a key that blocks by others ask for."""

    __slots__ = ()

    @property
    def org(self) -> str:
        return "payung"

    @property
    def course(self) -> str:
        return str(self)

    @property
    def run(self) -> str:
        return "1"

    def html_id(self) -> str:
        return UNSAFE.sub("-", self)


@dataclass(frozen=True, slots=True)
class BlockId:
    """Both kinds of id have the same parts; with us a definition has one usage."""

    unit_id: UUID
    block_type: str
    key: str
    course_code: str

    @property
    def block_id(self) -> str:
        return str(self.unit_id)

    @property
    def course_key(self) -> CourseKey:
        return CourseKey(self.course_code)

    @property
    def context_key(self) -> CourseKey:
        return self.course_key

    @property
    def name(self) -> str:
        return self.key

    @property
    def category(self) -> str:
        return self.block_type

    def html_id(self) -> str:
        """An id for the page, short since the key is unique in a lesson."""
        return f"unit-{UNSAFE.sub('-', self.key)}"

    def replace(self, **parts: Any) -> Self:
        return replace(self, **parts)

    def __str__(self) -> str:
        return str(self.unit_id)


class UsageId(BlockId):
    """A block in its place."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class AsideId(BlockId):
    """What stands beside a block, both as a usage and as a definition."""

    aside_type: str

    def __str__(self) -> str:
        return f"{self.unit_id}-{self.aside_type}"


class DefinitionId(BlockId):
    """What a block says, wherever it stands."""

    __slots__ = ()
