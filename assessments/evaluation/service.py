"""Writes people of evaluation. Callers commit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessments.analysis.statistics.minimums import MIN_SHOWN
from assessments.evaluation.members import hash_released
from assessments.evaluation.models import EvaluationMember, EvaluationRelease
from assessments.evaluation.staging import batches, settle_accounts, update_members
from lms.kernel.clock import new_id


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
    """Store newer contributions by member, None for what is released already, with their source.

    Whoever another run is just releasing keeps theirs, and is read again by the next run.
    """
    update_members(
        session,
        [
            {"member_id": member_id, "pending": text, "source": source, "is_gone": False}
            for member_id, (text, source) in contributions.items()
        ],
        EvaluationMember.staging_id.is_(None),
    )


def remove_members(session: Session, member_ids: Collection[UUID]) -> None:
    """Mark people who do not count any more, until a release leaves them out.

    Their rows stay, so that their answers are not taken for new ones if they come back. Whoever
    another run is just releasing is left to the next run.
    """
    for ids in batches(list(member_ids)):
        session.execute(
            update(EvaluationMember)
            .where(EvaluationMember.id.in_(ids), EvaluationMember.staging_id.is_(None))
            .values(is_gone=True, pending=None, source=None)
            .execution_options(synchronize_session=False)
        )


def erase_member(session: Session, learner_id: UUID) -> None:
    """Cut the link of all rows to this account; a release leaves them out later."""
    settle_accounts(session, [learner_id])
    _unlink(session, learner_id)


def move_members(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Move rows to the account that remains; where it has one itself, that one counts.

    It then knows what was released of the other account, whose answers may now be its own.
    """
    settle_accounts(session, [from_id, to_id])
    by_account = select(EvaluationMember).where(EvaluationMember.learner_id.in_((from_id, to_id)))
    rows = session.scalars(by_account.with_for_update()).all()
    remaining = {row.context_id: row for row in rows if row.learner_id == to_id}
    for row in (row for row in rows if row.learner_id == from_id):
        own = remaining.get(row.context_id)
        if own is None:
            row.learner_id = to_id
        else:
            released = [*row.earlier, *hash_released(row.counted)]
            own.earlier = list(dict.fromkeys([*own.earlier, *released]))
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


def note_waiting(session: Session, context_id: UUID, people: int) -> None:
    """Store how many people wait after a check, in whole tens, so that it tells of nobody."""
    of_version = EvaluationRelease.context_id == context_id
    waiting = people - people % MIN_SHOWN
    session.execute(update(EvaluationRelease).where(of_version).values(waiting=waiting))


def _unlink(session: Session, learner_id: UUID) -> None:
    mine = EvaluationMember.learner_id == learner_id
    session.execute(delete(EvaluationMember).where(mine, EvaluationMember.counted.is_(None)))
    session.execute(
        update(EvaluationMember)
        .where(mine)
        .values(
            learner_id=None,
            groups=None,
            pending=None,
            source=None,
            joined_at=None,
            is_gone=True,
            staging_id=None,
            staged_cells=None,
            holds_back=False,
        )
        .execution_options(synchronize_session=False)
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
