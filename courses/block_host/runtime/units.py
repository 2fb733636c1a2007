"""Units of a page as the host reads them. Content is parsed when a block needs it."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from courses.block_host.runtime.usage_ids import DefinitionId, UsageId

PAGE_TEXTS = "@page"  # in content of third-party blocks: title and instruction around the frame
StateKey = tuple[UUID | None, str]  # (unit, ""), (None, block type), or (None, "") for all blocks


@dataclass
class UnitRecord:
    """One block of a page, with its content as JSON text and its position in the course."""

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
    def content(self) -> dict[str, object]:
        value: dict[str, object] = json.loads(self.content_text)
        return value

    @property
    def page_texts(self) -> dict[str, str]:
        texts = self.content.get(PAGE_TEXTS)
        return texts if isinstance(texts, dict) else {}

    @cached_property
    def usage_id(self) -> UsageId:
        return UsageId(self.id, self.block_type, self.key, self.course_code)

    @cached_property
    def definition_id(self) -> DefinitionId:
        return DefinitionId(self.id, self.block_type, self.key, self.course_code)


@dataclass(frozen=True, slots=True)
class UnitLocation:
    """The page of a unit: of a lesson or a scenario; of the action plan if both are None.

    `step` is the id of its step in a lesson with steps.
    """

    lesson_code: str | None
    step: str | None
    scenario_code: str | None
    html_id: str


@dataclass(frozen=True, slots=True)
class StoredFields:
    """One row of block state: `sealed` for a learner, `plain` for shared fields."""

    sealed: bytes | None
    plain: dict[str, object] | None
    version: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All units of one lesson, scenario or plan page, with the stored fields of this learner."""

    units: dict[UUID, UnitRecord]
    learner_state: dict[StateKey, StoredFields]
    shared_state: dict[StateKey, StoredFields]

    @property
    def top_level(self) -> list[UnitRecord]:
        return [unit for unit in self.units.values() if unit.parent_id is None]
