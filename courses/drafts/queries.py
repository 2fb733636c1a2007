"""Reads drafts of blocks; authors see only their own."""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from courses.block_host.runtime.units import StateKey, StoredFields, UnitPage, UnitRecord
from courses.drafts.errors import BlockDraftNotFound
from courses.drafts.models import BlockDraft
from courses.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list of an author's drafts."""

    id: UUID
    block_type: str
    title: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A block with its fields and child blocks."""

    block_type: str
    fields: JsonObject
    children: tuple["DraftBlock", ...]


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as the block host reads it; `version` detects concurrent changes."""

    root_id: UUID
    course_id: UUID
    version: int
    page: UnitPage


def list_drafts(session: Session, *, course_id: UUID, made_by: UUID) -> tuple[DraftRow, ...]:
    """An author's drafts in a course, last changed first."""
    rows = session.scalars(
        select(BlockDraft)
        .where(
            BlockDraft.course_id == course_id,
            BlockDraft.made_by == made_by,
            BlockDraft.root_id.is_(None),
        )
        .order_by(BlockDraft.updated_at.desc(), BlockDraft.id)
    )
    return tuple(
        DraftRow(row.id, row.block_type, _title(row.fields), row.updated_at) for row in rows
    )


def open_draft(
    session: Session, unit_id: UUID, *, made_by: UUID, course_code: str = ""
) -> OpenDraft:
    """The draft that a block belongs to. Raises BlockDraftNotFound."""
    rows = _rows(session, unit_id, made_by)
    root = next((row for row in rows if row.root_id is None), None)
    if root is None:
        raise BlockDraftNotFound()
    page = UnitPage({}, _learner(root.kept), _shared(root.kept))
    for row in rows:
        page.units[row.id] = UnitRecord(
            id=row.id,
            key=row.key,
            block_type=row.block_type,
            content_hash="",
            content_text=json.dumps(row.fields),
            course_code=course_code,
            parent_id=row.parent_id,
        )
    for row in rows:
        if row.parent_id is not None:
            page.units[row.parent_id].children.append(row.id)
    return OpenDraft(root.id, root.course_id, root.version, page)


def to_block_tree(draft: OpenDraft) -> DraftBlock:
    """The draft as a tree of blocks with their fields."""
    return _block(draft.page, draft.page.units[draft.root_id])


def _block(page: UnitPage, unit: UnitRecord) -> DraftBlock:
    children = tuple(_block(page, page.units[child]) for child in unit.children)
    return DraftBlock(unit.block_type, unit.content, children)


def _rows(session: Session, unit_id: UUID, made_by: UUID) -> list[BlockDraft]:
    draft = aliased(BlockDraft)
    root_id = select(draft.root_id).where(draft.id == unit_id).scalar_subquery()
    rows = session.scalars(
        select(BlockDraft)
        .where(
            BlockDraft.made_by == made_by,
            or_(
                BlockDraft.id == unit_id,
                BlockDraft.root_id == unit_id,
                BlockDraft.id == root_id,
                BlockDraft.root_id == root_id,
            ),
        )
        .order_by(BlockDraft.position)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _title(fields: JsonObject) -> str:
    title = fields.get("display_name")
    return title[:120] if isinstance(title, str) else ""


def _learner(stored: JsonObject) -> dict[StateKey, StoredFields]:
    rows = stored.get("own", {}).items()
    return {_state_key(name): StoredFields(b64decode(sealed), None, 1) for name, sealed in rows}


def _shared(stored: JsonObject) -> dict[StateKey, StoredFields]:
    rows = stored.get("shared", {}).items()
    return {_state_key(name): StoredFields(None, fields, 1) for name, fields in rows}


def _state_key(name: str) -> StateKey:
    unit_id, _, block_type = name.partition("|")
    return (UUID(unit_id) if unit_id else None), block_type
