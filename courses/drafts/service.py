"""Creates, changes and deletes drafts of blocks. Callers commit."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockFailed, BlockStateChanged
from courses.block_host.runtime.units import StateKey
from courses.block_host.state.page_state import PageState, sealing_context
from courses.block_host.third_party.limits import MAX_STATE_BYTES, require_size
from courses.drafts.errors import BlockDraftNotFound, BlockDraftTooLarge
from courses.drafts.models import BlockDraft
from courses.drafts.queries import OpenDraft
from courses.json_types import JsonObject
from lms.kernel.clock import new_id

MAX_BLOCKS = 200
MAX_FIELD_BYTES = 1024 * 1024  # of the fields of one block


class BlockTree(Protocol):
    """A block with its child blocks."""

    @property
    def block_type(self) -> str: ...

    @property
    def fields(self) -> JsonObject: ...

    @property
    def children(self) -> tuple["BlockTree", ...]: ...


def create_draft(
    session: Session, tree: BlockTree, *, course_id: UUID, made_by: UUID, now: datetime
) -> UUID:
    """Store a tree of blocks as a draft and return its id. Raises BlockDraftTooLarge."""
    root_id = new_id()
    rows = list(_rows(tree, root_id, None, root_id))
    if len(rows) > MAX_BLOCKS:
        raise BlockDraftTooLarge(maximum=MAX_BLOCKS)
    for position, row in enumerate(rows):
        row.position, row.key = position, f"d{position}"
        row.course_id, row.made_by, row.updated_at = course_id, made_by, now
        session.add(row)
        session.flush()  # parents first: the rows refer to each other
    return root_id


def _rows(
    tree: BlockTree, row_id: UUID, parent_id: UUID | None, root_id: UUID
) -> Iterator[BlockDraft]:
    yield BlockDraft(
        id=row_id,
        root_id=None if parent_id is None else root_id,
        parent_id=parent_id,
        block_type=tree.block_type,
        fields=_require_json(tree.fields),
        kept={},
        version=1,
    )
    for child in tree.children:
        yield from _rows(child, new_id(), row_id, root_id)


def store_draft(
    session: Session, draft: OpenDraft, state: PageState, *, made_by: UUID, now: datetime
) -> None:
    """Store what the blocks of the draft have changed.

    Raises BlockStateChanged if another request has stored a newer version.
    """
    stored = _state_document(draft, state, made_by)
    stored_id = session.scalar(
        update(BlockDraft)
        .where(
            BlockDraft.id == draft.root_id,
            BlockDraft.made_by == made_by,
            BlockDraft.version == draft.version,
        )
        .values(version=draft.version + 1, kept=stored, updated_at=now)
        .returning(BlockDraft.id)
        .execution_options(synchronize_session=False)
    )
    if stored_id is None:
        raise BlockStateChanged()
    for unit_id, row in state.changed_content():
        session.execute(
            update(BlockDraft)
            .where(BlockDraft.id == unit_id)
            .values(fields=_require_json(row.values))
            .execution_options(synchronize_session=False)
        )


def reset_trial(session: Session, draft: OpenDraft, *, made_by: UUID, now: datetime) -> None:
    """Restart the preview: delete the learner state of the trial, keep the fields."""
    session.execute(
        update(BlockDraft)
        .where(BlockDraft.id == draft.root_id, BlockDraft.made_by == made_by)
        .values(version=BlockDraft.version + 1, kept={}, updated_at=now)
        .execution_options(synchronize_session=False)
    )


def delete_draft(session: Session, root_id: UUID, *, made_by: UUID) -> None:
    """Delete a draft with all its blocks. Raises BlockDraftNotFound."""
    own = BlockDraft.made_by == made_by
    inside = delete(BlockDraft).where(own, BlockDraft.root_id == root_id)
    session.execute(
        update(BlockDraft)
        .where(own, BlockDraft.root_id == root_id)
        .values(parent_id=root_id)
        .execution_options(synchronize_session=False)
    )  # no deleted row refers to another
    session.execute(inside.execution_options(synchronize_session=False))
    gone = session.scalar(
        delete(BlockDraft)
        .where(own, BlockDraft.id == root_id, BlockDraft.root_id.is_(None))
        .returning(BlockDraft.id)
        .execution_options(synchronize_session=False)
    )
    if gone is None:
        raise BlockDraftNotFound()


def _state_document(draft: OpenDraft, state: PageState, made_by: UUID) -> JsonObject:
    own = {
        _state_name(address): fields.sealed for address, fields in draft.page.learner_state.items()
    }
    shared = {
        _state_name(address): fields.plain for address, fields in draft.page.shared_state.items()
    }
    for address, row in state.changed_learner():
        values = _require_json(row.values, MAX_STATE_BYTES)
        own[_state_name(address)] = state.key.seal_json(
            values, context=sealing_context(made_by, address)
        )
    for address, row in state.changed_shared():
        shared[_state_name(address)] = _require_json(row.values, MAX_STATE_BYTES)
    written = {name: b64encode(sealed).decode() for name, sealed in own.items() if sealed}
    return {"own": written, "shared": shared}


def _state_name(address: StateKey) -> str:
    unit_id, block_type = address
    return f"{unit_id or ''}|{block_type}"


def _require_json(values: JsonObject, max_bytes: int = MAX_FIELD_BYTES) -> JsonObject:
    """The values as plain JSON data. Raises BlockFailed or BlockTooLarge."""
    try:
        text = json.dumps(values, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BlockFailed() from error
    require_size(len(text), max_bytes)
    sound: JsonObject = json.loads(text)
    return sound
