"""Writes people of evaluation and releases. Callers commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, TypeVar, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessments.analysis.contributions import has_both_tests
from assessments.analysis.disclosure import Cells
from assessments.errors import ReleaseOvertaken
from assessments.evaluation.figures_service import ReleasedFigures, store_figures
from assessments.evaluation.members import ContributionDigest, hash_released
from assessments.evaluation.models import (
    EvaluationMember,
    EvaluationRelease,
)
from lms.kernel.clock import new_id

BATCH_SIZE: Final = 2_000
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person with their groups by dimension, and since when they take the course."""

    learner_id: UUID
    groups: Mapping[str, str]
    joined_at: datetime


def record_groups(session: Session, context_id: UUID, member: NewMember) -> None:
    """Store the groups of a person who has submitted the pre-test, in one statement."""
    session.execute(_upsert_groups(session.get_bind().dialect.name), _row(context_id, member))


def add_members(session: Session, context_id: UUID, members: Sequence[NewMember]) -> None:
    """Add people who are not known yet; groups that are known stay."""
    if members:
        rows = [_row(context_id, member) for member in members]
        insert = _insert(session.get_bind().dialect.name)
        session.execute(insert.on_conflict_do_nothing(), rows)


def set_pending(session: Session, contributions: Mapping[UUID, tuple[str | None, str]]) -> None:
    """Store newer contributions by member, None for what is released already, with their source."""
    _update_many(
        session,
        [
            {"member_id": member_id, "pending": text, "source": source, "is_gone": False}
            for member_id, (text, source) in contributions.items()
        ],
    )


def remove_members(session: Session, member_ids: Collection[UUID]) -> None:
    """Mark people who do not count any more, until a release leaves them out.

    Their rows stay, so that their answers are not taken for new ones if they come back.
    """
    for ids in _batches(list(member_ids)):
        session.execute(
            update(EvaluationMember)
            .where(EvaluationMember.id.in_(ids))
            .values(is_gone=True, pending=None, source=None)
            .execution_options(synchronize_session=False)
        )


def erase_member(session: Session, learner_id: UUID) -> None:
    """Cut the link of all rows to this account; a release leaves them out later."""
    _unlink(session, learner_id)


def move_members(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Move rows to the account that remains; where it has one itself, that one counts.

    It then knows what was released of the other account, whose answers may now be its own.
    """
    by_account = select(EvaluationMember).where(EvaluationMember.learner_id.in_((from_id, to_id)))
    rows = session.scalars(by_account.with_for_update()).all()
    remaining = {row.context_id: row for row in rows if row.learner_id == to_id}
    for row in (row for row in rows if row.learner_id == from_id):
        own = remaining.get(row.context_id)
        if own is None:
            row.learner_id = to_id
        else:
            own.earlier = list(dict.fromkeys([*own.earlier, *_released_hashes(row)]))
            releases = [n for n in (own.tests_release, row.tests_release) if n is not None]
            own.tests_release = min(releases, default=None)
    session.flush()
    _unlink(session, from_id)


def note_check(session: Session, context_id: UUID, *, now: datetime) -> int:
    """Store that a course version was checked, and return the number of its last release."""
    row = session.get(EvaluationRelease, context_id, with_for_update=True)
    if row is None:
        row = EvaluationRelease(
            context_id=context_id, number=0, released_at=None, last_checked_at=now
        )
        session.add(row)
    row.last_checked_at = now
    return row.number


def store_release(
    session: Session,
    context_id: UUID,
    *,
    number: int,
    members: Mapping[UUID, Cells | None],
    digest: str,
    figures: ReleasedFigures,
    now: datetime,
) -> None:
    """Store a release after release `number`, with its figures.

    `members` have their new cells, None if they are removed; `digest` is the digest of their
    contributions as they were counted. Raises ReleaseOvertaken if another run has stored a release
    or other contributions, or if somebody was erased or came back meanwhile.
    """
    is_next = EvaluationRelease.context_id == context_id, EvaluationRelease.number == number
    next_release = (
        update(EvaluationRelease)
        .where(*is_next)
        .values(number=number + 1, released_at=now, last_checked_at=now)
        .returning(EvaluationRelease.number)
    )
    if session.execute(next_release).first() is None:
        raise ReleaseOvertaken()
    counted = ContributionDigest()
    for batch in _batches(sorted(members)):
        of_batch = {member_id: members[member_id] for member_id in batch}
        _store_members(session, of_batch, counted, number + 1)
    if counted.hexdigest() != digest:
        raise ReleaseOvertaken()
    store_figures(session, context_id, figures, number=number + 1, now=now)


def _store_members(
    session: Session, members: Mapping[UUID, Cells | None], digest: ContributionDigest, number: int
) -> None:
    """Store cells and contributions; delete the rows of removed people that name nobody."""
    rows = session.execute(
        select(
            EvaluationMember.id,
            EvaluationMember.learner_id,
            EvaluationMember.earlier,
            EvaluationMember.counted,
            EvaluationMember.pending,
            EvaluationMember.is_gone,
            EvaluationMember.tests_release,
        )
        .where(EvaluationMember.id.in_(members))
        .order_by(EvaluationMember.id)
        .with_for_update()  # PostgreSQL; SQLite has one writer
    ).all()
    changes: list[dict[str, object]] = []
    nameless: list[UUID] = []
    for row in rows:
        cells = members[row.id]
        if cells is None and row.learner_id is None:
            nameless.append(row.id)
            continue
        if (row.pending is None) if cells is not None else not row.is_gone:
            raise ReleaseOvertaken()
        if cells is not None:
            digest.add(row.id, row.pending)
        counted = None if cells is None else row.pending
        changes.append(
            {
                "member_id": row.id,
                "cells": None if cells is None else list(cells),
                "counted": counted,
                "pending": None,
                "earlier": list(dict.fromkeys([*row.earlier, *hash_released(row.counted)])),
                "tests_release": _tests_release(row.tests_release, counted, number),
            }
        )
    session.execute(delete(EvaluationMember).where(EvaluationMember.id.in_(nameless)))
    _update_many(session, changes)


def _tests_release(before: int | None, counted: str | None, number: int) -> int | None:
    """The number of the release that first counted both tests; later ones do not make them new."""
    return number if before is None and has_both_tests(counted) else before


def _released_hashes(row: EvaluationMember) -> list[str]:
    """Hashes of all contributions of a member that were released."""
    return [*row.earlier, *hash_released(row.counted)]


def _unlink(session: Session, learner_id: UUID) -> None:
    mine = EvaluationMember.learner_id == learner_id
    session.execute(delete(EvaluationMember).where(mine, EvaluationMember.counted.is_(None)))
    session.execute(
        update(EvaluationMember)
        .where(mine)
        .values(
            learner_id=None, groups=None, pending=None, source=None, joined_at=None, is_gone=True
        )
        .execution_options(synchronize_session=False)
    )


def _update_many(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Update members by `member_id`, all with the same columns."""
    if rows:
        table = cast(Table, EvaluationMember.__table__)
        columns = [name for name in rows[0] if name != "member_id"]
        session.execute(
            update(table)
            .where(table.c.id == bindparam("member_id"))
            .values({name: bindparam(f"new_{name}") for name in columns}),
            [
                {"member_id": row["member_id"], **{f"new_{name}": row[name] for name in columns}}
                for row in rows
            ],
        )


def _row(context_id: UUID, member: NewMember) -> dict[str, object]:
    return {
        "id": new_id(),
        "context_id": context_id,
        "learner_id": member.learner_id,
        "groups": dict(member.groups),
        "earlier": [],
        "is_gone": False,
        "joined_at": member.joined_at,
    }


@cache
def _upsert_groups(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = _insert(dialect)
    return statement.on_conflict_do_update(
        index_elements=["context_id", "learner_id"], set_={"groups": statement.excluded.groups}
    )


def _insert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(cast(Table, EvaluationMember.__table__))


def _batches(values: list[Value]) -> Iterable[list[Value]]:
    return (values[start : start + BATCH_SIZE] for start in range(0, len(values), BATCH_SIZE))
