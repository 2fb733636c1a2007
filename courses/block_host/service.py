"""Stores what blocks keep. Callers commit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockFailed, BlockStateChanged
from courses.block_host.limits import MOST_STATE_BYTES, require_size
from courses.block_host.models import LearnerBlockState, SharedBlockState
from courses.block_host.state import FieldsOfPlace, PageState, sealing_context
from courses.block_host.units import Place
from courses.conflict_free import insert_if_absent
from lms.kernel.clock import new_id


def store_state(session: Session, state: PageState, *, person_id: UUID, now: datetime) -> None:
    """Write the rows that changed. Raises BlockStateChanged when one was changed by another.

    Shared rows come first, as everywhere: two who wait for each other's rows would never end.
    Raises BlockTooLarge when a block would keep more than it may.
    """
    for place, row in state.changed_shared():
        with _json_only():
            length = len(json.dumps(row.values))
        require_size(length, MOST_STATE_BYTES)
        values = {"fields": row.values, "updated_at": now}
        _write(session, SharedBlockState, _columns(place), values, row)
    for place, row in state.changed_learner():
        with _json_only():
            sealed = state.key.seal_json(row.values, context=sealing_context(person_id, place))
        require_size(len(sealed), MOST_STATE_BYTES)
        values = {"sealed": sealed, "updated_at": now}
        owner = {"person_id": person_id, **_columns(place)}
        _write(session, LearnerBlockState, owner, values, row)


@contextmanager
def _json_only() -> Iterator[None]:
    """Raises BlockFailed where a block would keep what is no JSON, such as a set."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise BlockFailed() from error


def _columns(place: Place) -> dict[str, object]:
    unit_id, block_type = place
    return {"unit_id": unit_id, "block_type": block_type}


def _write(
    session: Session,
    model: type[LearnerBlockState | SharedBlockState],
    owner: dict[str, object],
    values: dict[str, object],
    row: FieldsOfPlace,
) -> None:
    version = row.version + 1
    if row.version == 0:
        is_ours = insert_if_absent(
            session, model, {"id": new_id(), "version": version, **owner, **values}
        )
    else:
        is_ours = None is not session.scalar(
            update(model)
            .where(
                *(
                    getattr(model, name).is_not_distinct_from(value)
                    for name, value in owner.items()
                ),
                model.version == row.version,
            )
            .values(version=version, **values)
            .returning(model.id)
            .execution_options(synchronize_session=False)
        )
    if not is_ours:
        raise BlockStateChanged()
    row.version = version
    row.is_changed = False
