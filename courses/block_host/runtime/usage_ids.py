"""Usage and definition ids of blocks, with the attributes that XBlocks expect of keys."""

import re
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


class CourseKey(str):
    """A course code with the attributes of an opaque course key, for third-party blocks."""

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
    """Parts that usage and definition ids share; each definition has one usage."""

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
        """HTML id of the block; the key is unique in a lesson."""
        return f"unit-{UNSAFE.sub('-', self.key)}"

    def replace(self, **parts: object) -> Self:
        return replace(self, **parts)  # type: ignore[arg-type]  # fields of this class

    def __str__(self) -> str:
        return str(self.unit_id)


class UsageId(BlockId):
    """Id of a block in a page."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class AsideId(BlockId):
    """Id of an aside, both as usage and as definition."""

    aside_type: str

    def __str__(self) -> str:
        return f"{self.unit_id}-{self.aside_type}"


class DefinitionId(BlockId):
    """Id of the content of a block."""

    __slots__ = ()
