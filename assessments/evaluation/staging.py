"""Stores a release in several short transactions, in which no learner waits long. Callers commit.

1. `stage_members` marks the people of the release with the id of this staging and their cells.
2. `publish_release` stores the figures and the id, in one transaction.
3. `settle_members` moves what is staged into the columns of what is counted.

Readers of figures see the second step alone. Whatever changes or removes a person in between takes
the mark away, so that the second step fails. If a process ends early, the next run settles people
whose staging was published, and takes the marks of all others away.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    null,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from assessments.analysis.contributions import has_both_tests, without_new_follow_ups
from assessments.analysis.disclosure import Cells
from assessments.errors import ReleaseOvertaken
from assessments.evaluation.figures_service import ReleasedFigures, store_figures
from assessments.evaluation.members import ContributionDigest, hash_released
from assessments.evaluation.models import EvaluationMember, EvaluationRelease
from lms.kernel.database.db import OpaqueId

BATCH_SIZE: Final = 1_000  # people in a transaction, a tenth of a second on SQLite
MEMBER_ID: Final = type_coerce(EvaluationMember.id, OpaqueId)
STAGED_COLUMNS: Final = (
    EvaluationMember.id,
    EvaluationMember.context_id,
    EvaluationMember.learner_id,
    EvaluationMember.earlier,
    EvaluationMember.counted,
    EvaluationMember.pending,
    EvaluationMember.tests_release,
    EvaluationMember.staging_id,
    EvaluationMember.staged_cells,
    EvaluationMember.holds_back,
)
Releases = Mapping[UUID, tuple[int, UUID | None]]  # number and staging by course version
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Staging:
    """People who are staged for the release after release `number`."""

    id: UUID
    number: int
    people: int


def stage_members(
    session: Session,
    members: Mapping[UUID, Cells | None],
    digest: ContributionDigest,
    *,
    staging_id: UUID,
    held_back: Collection[UUID] = frozenset(),
) -> None:
    """Mark people with their new cells, None if they are removed; `digest` takes what is staged.

    Newer follow-ups of people in `held_back` stay pending.

    Raises ReleaseOvertaken if somebody was erased, withdrew or came back since they were counted.
    """
    rows = session.execute(
        select(
            EvaluationMember.id,
            EvaluationMember.pending,
            EvaluationMember.is_gone,
            EvaluationMember.counted,
        )
        .where(EvaluationMember.id.in_(members))
        .order_by(EvaluationMember.id)
        .with_for_update()  # PostgreSQL; SQLite has one writer
    ).all()
    for member_id, pending, is_gone, counted in rows:
        if members[member_id] is None:
            if not is_gone:
                raise ReleaseOvertaken()
        elif pending is None:
            raise ReleaseOvertaken()
        else:
            is_held_back = member_id in held_back
            digest.add(member_id, released_text(pending, counted, is_held_back=is_held_back))
    update_members(
        session,
        [
            {
                "member_id": member_id,
                "staging_id": staging_id,
                "staged_cells": cells,
                "holds_back": member_id in held_back,
            }
            for member_id, cells in members.items()
        ],
    )


def released_text(pending: str, counted: str | None, *, is_held_back: bool) -> str:
    """Return what a release counts of a person."""
    if not is_held_back:
        return pending
    return without_new_follow_ups(pending, counted) or pending


def publish_release(
    session: Session,
    context_id: UUID,
    staging: Staging,
    figures: ReleasedFigures,
    *,
    now: datetime,
) -> None:
    """Store the figures of a release of which all people are staged.

    Raises ReleaseOvertaken if another run has stored a release, or if somebody was erased or merged
    since they were staged.
    """
    number = staging.number + 1
    next_release = (
        update(EvaluationRelease)
        .where(
            EvaluationRelease.context_id == context_id, EvaluationRelease.number == staging.number
        )
        .values(number=number, released_at=now, last_checked_at=now, staging_id=staging.id)
        .returning(EvaluationRelease.number)
    )
    if session.execute(next_release).first() is None:
        raise ReleaseOvertaken()
    staged = select(func.count()).where(EvaluationMember.staging_id == staging.id)
    if session.scalar(staged) != staging.people:
        raise ReleaseOvertaken()
    store_figures(session, context_id, figures, number=number, now=now)


def has_staged_members(session: Session, context_id: UUID) -> bool:
    """Whether people of a course version are staged, for a release or for none."""
    staged = _staged(EvaluationMember.context_id == context_id)
    return session.execute(staged.limit(1)).first() is not None


def settle_members(session: Session, context_id: UUID) -> int:
    """Settle the next people, or take the marks of an unpublished staging away. Return how many."""
    releases = _lock_releases(session, [context_id])
    number, staging_id = releases.get(context_id, (0, None))
    if staging_id and (ids := session.connection().scalars(published_ids(staging_id)).all()):
        if others := _settle_new(session, ids, number, staging_id):
            _settle(session, session.execute(_staged(MEMBER_ID.in_(others))).all(), releases)
        return len(ids)
    of_context = EvaluationMember.context_id == context_id
    rows = session.execute(_staged(of_context).limit(BATCH_SIZE).with_for_update()).all()
    _settle(session, rows, releases)
    return len(rows)


def published_ids(staging_id: UUID) -> Select[Any]:
    """Select the opaque ids of the next people of a published staging.

    By its index alone, without an order: with the course version or an order as well, SQLite goes
    through all people of the version in each transaction.
    """
    of_staging = EvaluationMember.staging_id == staging_id
    return select(MEMBER_ID).where(of_staging).limit(BATCH_SIZE)


def settle_accounts(session: Session, learner_ids: Collection[UUID]) -> None:
    """Settle these accounts, before they change, in all course versions."""
    mine = EvaluationMember.learner_id.in_(learner_ids)
    contexts = session.scalars(select(EvaluationMember.context_id).where(mine).distinct()).all()
    if contexts:
        releases = _lock_releases(session, contexts)
        _settle(session, session.execute(_staged(mine).with_for_update()).all(), releases)


def update_members(
    session: Session, rows: Sequence[Mapping[str, object]], *conditions: ColumnElement[bool]
) -> None:
    """Update the members by `member_id` that meet the conditions, all with the same columns."""
    if rows:
        table = cast(Table, EvaluationMember.__table__)
        columns = [name for name in rows[0] if name != "member_id"]
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("member_id"), *conditions)
            .values({name: bindparam(f"new_{name}") for name in columns}),
            [
                {"member_id": row["member_id"], **{f"new_{name}": row[name] for name in columns}}
                for row in rows
            ],
        )


def batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Yield the values in parts for one transaction each."""
    for start in range(0, len(values), BATCH_SIZE):
        yield values[start : start + BATCH_SIZE]


def _staged(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*STAGED_COLUMNS)
        .where(condition, EvaluationMember.staging_id.is_not(None))
        .order_by(EvaluationMember.id)
    )


def _lock_releases(
    session: Session, context_ids: Collection[UUID]
) -> dict[UUID, tuple[int, UUID | None]]:
    """Number and staging of the last releases; nothing is published until the caller commits."""
    rows = session.execute(
        select(EvaluationRelease.context_id, EvaluationRelease.number, EvaluationRelease.staging_id)
        .where(EvaluationRelease.context_id.in_(context_ids))
        .order_by(EvaluationRelease.context_id)
        .with_for_update()
    )
    return {context_id: (number, staging_id) for context_id, number, staging_id in rows}


def _settle_new(
    session: Session, member_ids: Sequence[Hashable], number: int, staging_id: UUID | None
) -> list[Hashable]:
    """Lock these people, settle those who were never counted, and return the others.

    Nothing of theirs was released before, so that there is no text to hash. The database copies the
    new text, which would take several times as long to bind again.
    """
    is_new = (
        (EvaluationMember.staging_id == staging_id)
        & EvaluationMember.staged_cells.is_not(None)
        & EvaluationMember.counted.is_(None)
        & EvaluationMember.holds_back.is_(False)
    )
    connection = session.connection()
    rows = connection.execute(
        select(MEMBER_ID, EvaluationMember.pending, is_new)
        .where(MEMBER_ID.in_(member_ids), EvaluationMember.staging_id.is_not(None))
        .order_by(EvaluationMember.id)
        .with_for_update()
    ).all()
    new = [(row[0], has_both_tests(row[1])) for row in rows if row[2]]
    for release, has_tests in (
        (func.coalesce(EvaluationMember.tests_release, number), True),
        (EvaluationMember.tests_release, False),
    ):
        ids = [id_ for id_, has_both in new if has_both == has_tests]
        connection.execute(_settle_statement(release).where(MEMBER_ID.in_(ids)))
    return [row[0] for row in rows if not row[2]]


def _settle_statement(tests_release: object) -> Update:
    return update(EvaluationMember).values(
        cells=EvaluationMember.staged_cells,
        counted=EvaluationMember.pending,
        pending=null(),
        tests_release=tests_release,
        staging_id=null(),
        staged_cells=null(),
    )


def _settle(
    session: Session,
    rows: Sequence[Row[Any]],
    releases: Releases,
) -> None:
    settled: list[dict[str, object]] = []
    unmarked: list[dict[str, object]] = []
    nameless: list[UUID] = []
    for row in rows:
        number, staging_id = releases[row.context_id]
        mark = {"member_id": row.id, "staging_id": None, "staged_cells": None}
        if row.staging_id != staging_id:
            unmarked.append(mark)
        elif row.staged_cells is None and row.learner_id is None:
            nameless.append(row.id)
        else:
            counted = None if row.staged_cells is None else _released_text(row)
            settled.append(
                mark
                | {
                    "cells": row.staged_cells,
                    "counted": counted,
                    "pending": row.pending if row.holds_back else None,
                    "earlier": list(dict.fromkeys([*row.earlier, *hash_released(row.counted)])),
                    "tests_release": _tests_release(row.tests_release, counted, number),
                }
            )
    update_members(session, unmarked)
    update_members(session, settled)
    if nameless:
        session.execute(delete(EvaluationMember).where(EvaluationMember.id.in_(nameless)))


def _released_text(row: Row[Any]) -> str:
    return released_text(row.pending, row.counted, is_held_back=row.holds_back)


def _tests_release(before: int | None, counted: str | None, number: int) -> int | None:
    """The number of the release that first counted both tests; later ones do not make them new."""
    return number if before is None and has_both_tests(counted) else before
