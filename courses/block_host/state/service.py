"""Stores the changed fields of blocks. Callers commit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.block_host.errors import BlockFailed, BlockStateChanged
from courses.block_host.runtime.units import StateKey
from courses.block_host.state.page_state import FieldRow, PageState, sealing_context
from courses.block_host.state.statements import TableName, insert_row, update_row
from courses.block_host.third_party.limits import MAX_STATE_BYTES, require_size
from lms.kernel.clock import new_id


def store_state(session: Session, state: PageState, *, person_id: UUID, now: datetime) -> None:
    """Write the rows that changed, shared rows first, so that concurrent writers cannot deadlock.

    Raises BlockStateChanged if another transaction has changed a row, BlockTooLarge if a row
    exceeds the size limit, and BlockFailed for values that are not JSON.
    """
    for key, row in state.changed_shared():
        with _json_only():
            length = len(json.dumps(row.values))
        require_size(length, MAX_STATE_BYTES)
        _write(session, "shared", row, _columns(key) | {"fields": row.values}, now)
    for key, row in state.changed_learner():
        with _json_only():
            sealed = state.key.seal_json(row.values, context=sealing_context(person_id, key))
        require_size(len(sealed), MAX_STATE_BYTES)
        owner = {"person_id": person_id, **_columns(key)}
        _write(session, "learner", row, owner | {"sealed": sealed}, now)


@contextmanager
def _json_only() -> Iterator[None]:
    """Raises BlockFailed if a value is not JSON, such as a set."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise BlockFailed() from error


def _columns(key: StateKey) -> dict[str, object]:
    unit_id, block_type = key
    return {"unit_id": unit_id, "block_type": block_type}


def _write(
    session: Session, kind: TableName, row: FieldRow, values: dict[str, object], now: datetime
) -> None:
    version = row.version + 1
    columns = values | {"version": version, "updated_at": now}
    if row.version == 0:
        statement = insert_row(kind, session.get_bind().dialect.name)
        columns |= {"id": new_id()}
    else:
        statement = update_row(kind, values["unit_id"] is not None)
    parameters = {f"new_{name}": value for name, value in columns.items()}
    if session.execute(statement, parameters | {"read_version": row.version}).first() is None:
        raise BlockStateChanged()
    row.version = version
    row.is_changed = False
