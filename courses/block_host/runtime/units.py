"""Units as the host reads them: one query for a page, content parsed only when a block needs it."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from courses.block_host.runtime.usage_ids import DefinitionId, UsageId

PAGE_TEXTS = "@page"  # in the content of a block by others: title and instruction around its frame
StateKey = tuple[UUID | None, str]  # a unit, or a block type; ("", no unit) means all blocks


@dataclass
class UnitRecord:
    """One block of a page, with the text of its content and its place in the course."""

    id: UUID
    key: str
    block_type: str
    content_hash: str
    content_text: str
    course_code: str
    scenario_id: UUID | None = None
    parent_id: UUID | None = None
    children: list[UUID] = field(default_factory=list)

    @cached_property
    def content(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.content_text)
        return value

    @property
    def page_texts(self) -> dict[str, str]:
        texts: dict[str, str] = self.content.get(PAGE_TEXTS, {})
        return texts

    @cached_property
    def usage_id(self) -> UsageId:
        return UsageId(self.id, self.block_type, self.key, self.course_code)

    @cached_property
    def definition_id(self) -> DefinitionId:
        return DefinitionId(self.id, self.block_type, self.key, self.course_code)


@dataclass(frozen=True, slots=True)
class UnitLocation:
    """The page that a unit stands on: a lesson's, a scenario's, or with neither the plan's."""

    lesson_code: str | None
    scenario_code: str | None
    html_id: str


@dataclass(frozen=True, slots=True)
class StoredFields:
    """One row of block state: sealed for a learner, plain where it is shared."""

    sealed: bytes | None
    plain: dict[str, Any] | None
    version: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All units of one lesson, scenario or plan page, and what was kept for this learner."""

    units: dict[UUID, UnitRecord]
    learner_state: dict[StateKey, StoredFields]
    shared_state: dict[StateKey, StoredFields]

    @property
    def top_level(self) -> list[UnitRecord]:
        return [unit for unit in self.units.values() if unit.parent_id is None]
