"""FieldData of the host: content comes from the unit, user fields from the page state.

Fields without a user scope (content, settings) and children come from the course and are read-only
for learners. Fields of one user belong to the learner; fields of all users are shared.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from xblock.core import XBlock
from xblock.field_data import FieldData
from xblock.fields import BlockScope, Field, Scope, UserScope

from courses.block_host.errors import FieldReadOnly
from courses.block_host.runtime.units import StateKey, UnitPage
from courses.block_host.runtime.usage_ids import AsideId
from courses.block_host.state.page_state import FieldRow, PageState

STRUCTURE = (Scope.children, Scope.parent)
Storage = Literal["content", "structure", "state"]


class HostFieldData(FieldData):  # type: ignore[misc]  # XBlock is untyped
    """Reads and writes the fields of the blocks of one page."""

    def __init__(self, page: UnitPage, state: PageState, *, is_author: bool = False) -> None:
        self._page = page
        self._state = state
        self._is_author = is_author

    def has(self, block: XBlock, name: str) -> bool:
        values, key = self._values(block, name)
        return key in values

    def get(self, block: XBlock, name: str) -> object:
        values, key = self._values(block, name)
        return values[key]

    def set(self, block: XBlock, name: str, value: object) -> None:
        row, key = self._writable(block, name)
        row.set(key, value)

    def set_many(self, block: XBlock, update_dict: Mapping[str, object]) -> None:
        rows = {name: self._writable(block, name) for name in update_dict}
        for name, (row, key) in rows.items():  # no row changes unless all may
            row.set(key, update_dict[name])

    def delete(self, block: XBlock, name: str) -> None:
        row, key = self._writable(block, name)
        row.delete(key)

    def files_of(self, block: XBlock, name: str) -> tuple[FieldRow | None, str]:
        """Row of a field's files, and their name in it, which no field has. No row for content."""
        storage, field = _storage_of(block.__class__, name)
        if storage != "state":
            return None, name
        row, key = self._row(block, field)
        return row, f"files:{key}"

    def _values(self, block: XBlock, name: str) -> tuple[Mapping[str, object], str]:
        storage, field = _storage_of(block.__class__, name)
        if storage == "content" and _is_aside(block):
            return {}, name  # content fields of an aside always have their defaults
        if storage == "content":
            unit_id = block.scope_ids.usage_id.unit_id
            if self._is_author:
                return self._state.content(unit_id).values, name
            return self._page.units[unit_id].content, name
        if storage == "structure":
            return self._structure(block), name
        row, key = self._row(block, field)
        return row.values, key

    def _structure(self, block: XBlock) -> dict[str, object]:
        unit = self._page.units[block.scope_ids.usage_id.unit_id]
        parent = self._page.units.get(unit.parent_id) if unit.parent_id else None
        children = [self._page.units[child].usage_id for child in unit.children]
        return {"children": children, "parent": parent.usage_id if parent else None}

    def _writable(self, block: XBlock, name: str) -> tuple[FieldRow, str]:
        storage, field = _storage_of(block.__class__, name)
        if storage == "content" and self._is_author and not _is_aside(block):
            return self._state.content(block.scope_ids.usage_id.unit_id), name
        if storage != "state":
            raise FieldReadOnly(field=name)
        return self._row(block, field)

    def _row(self, block: XBlock, field: Field) -> tuple[FieldRow, str]:
        state_key, name = _state_key(block, field)
        if field.scope.user == UserScope.ONE:
            return self._state.learner(state_key), name
        return self._state.shared(state_key), name


@cache
def _storage_of(block_class: type[XBlock], name: str) -> tuple[Storage, Field]:
    """Storage of a field of a class. Cached, because a page reads dozens of fields.

    Raises KeyError for unknown fields.
    """
    field = block_class.fields.get(name)
    if field is None:
        raise KeyError(name)
    if field.scope in STRUCTURE:
        return "structure", field
    return ("content" if field.scope.user == UserScope.NONE else "state"), field


def _is_aside(block: XBlock) -> bool:
    return isinstance(block.scope_ids.usage_id, AsideId)


def _state_key(block: XBlock, field: Field) -> tuple[StateKey, str]:
    """Row of a field, and the field's name in it. A usage and its definition share a row."""
    if _is_aside(block) and field.scope.block != BlockScope.ALL:
        return _aside_state_key(block, field)
    scope = field.scope.block
    if scope == BlockScope.USAGE:
        return (block.scope_ids.usage_id.unit_id, ""), field.name
    if scope == BlockScope.DEFINITION:
        return (block.scope_ids.def_id.unit_id, ""), f"definition:{field.name}"
    if scope == BlockScope.TYPE:
        return (None, block.scope_ids.block_type), field.name
    return (None, ""), field.name


def _aside_state_key(aside: XBlock, field: Field) -> tuple[StateKey, str]:
    """Row of the aside's block, and a name in it that no field of the block can have."""
    name = f"aside:{aside.scope_ids.block_type}:{field.scope.block.name}:{field.name}"
    is_everywhere = field.scope.block == BlockScope.TYPE
    unit_id = None if is_everywhere else aside.scope_ids.usage_id.unit_id
    return (unit_id, ""), name
