"""Stored fields of the blocks of one page: unsealed at first access, written together."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import cast
from uuid import UUID

from courses.block_host.runtime.units import StateKey, StoredFields, UnitPage
from courses.block_host.runtime.viewer import SealingKey, Viewer


class FieldRow:
    """All fields of one row, and whether they have changed since they were read."""

    def __init__(self, values: dict[str, object], version: int) -> None:
        self.values = values
        self.version = version
        self.is_changed = False

    def set(self, name: str, value: object) -> None:
        self.values[name] = value
        self.is_changed = True

    def delete(self, name: str) -> None:
        del self.values[name]
        self.is_changed = True


class PageState:
    """Learner fields, shared fields and edited content of the blocks of a page."""

    def __init__(self, page: UnitPage, viewer: Viewer) -> None:
        self._page = page
        self._viewer = viewer
        self._content: dict[UUID, FieldRow] = {}
        self._learner: dict[StateKey, FieldRow] = {}
        self._shared: dict[StateKey, FieldRow] = {}

    @cached_property
    def key(self) -> SealingKey:
        return self._viewer.open_key()

    def open_key(self) -> None:
        """Unwrap the person's key now, while the database session may be used."""
        _ = self.key

    def content(self, unit_id: UUID) -> FieldRow:
        """Content as the author edits it. The published course is never changed through a block."""
        if unit_id not in self._content:
            content = dict(self._page.units[unit_id].content)
            self._content[unit_id] = FieldRow(content, 0)
        return self._content[unit_id]

    def changed_content(self) -> Iterator[tuple[UUID, FieldRow]]:
        return ((unit, row) for unit, row in self._content.items() if row.is_changed)

    def learner(self, key: StateKey) -> FieldRow:
        if key not in self._learner:
            stored = self._page.learner_state.get(key)
            self._learner[key] = FieldRow(*self._unsealed(key, stored))
        return self._learner[key]

    def shared(self, key: StateKey) -> FieldRow:
        if key not in self._shared:
            stored = self._page.shared_state.get(key)
            values = dict(stored.plain or {}) if stored else {}
            self._shared[key] = FieldRow(values, stored.version if stored else 0)
        return self._shared[key]

    @property
    def has_changes(self) -> bool:
        changed = (*self.changed_learner(), *self.changed_shared(), *self.changed_content())
        return bool(changed)

    def changed_learner(self) -> Iterator[tuple[StateKey, FieldRow]]:
        return _changed(self._learner)

    def changed_shared(self) -> Iterator[tuple[StateKey, FieldRow]]:
        return _changed(self._shared)

    def _unsealed(
        self, key: StateKey, stored: StoredFields | None
    ) -> tuple[dict[str, object], int]:
        if stored is None or stored.sealed is None:
            return {}, 0
        context = sealing_context(self._viewer.person_id, key)
        values = self.key.unseal_json(stored.sealed, context=context)
        return cast(dict[str, object], values), stored.version


def _changed(rows: Mapping[StateKey, FieldRow]) -> Iterator[tuple[StateKey, FieldRow]]:
    """Changed rows in a fixed order, so that concurrent writers cannot deadlock."""
    return ((key, rows[key]) for key in sorted(rows, key=str) if rows[key].is_changed)


def sealing_context(person_id: UUID, key: StateKey) -> str:
    """Associated data that binds sealed fields to their row, so that they cannot be moved."""
    unit_id, block_type = key
    return f"block-state:{person_id}:{unit_id or block_type}"
