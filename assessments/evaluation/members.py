"""Reads people of evaluation, in batches.

Rows come from the connection, which takes half the time of the session; nothing is flushed.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, type_coerce
from sqlalchemy.orm import Session

from assessments.analysis.contributions import split_parts, without_new_follow_ups
from assessments.analysis.disclosure import DIMENSIONS, UNKNOWN, Cells, Change
from assessments.evaluation.models import EvaluationMember
from lms.kernel.database.recurring_ids import RecurringId

BATCH_SIZE: Final = 2_000
FIRST: Final = UUID(int=0)
MEMBER_ID: Final = type_coerce(EvaluationMember.id, RecurringId)
KNOWN_COLUMNS: Final = (
    MEMBER_ID,
    type_coerce(EvaluationMember.learner_id, RecurringId),
    EvaluationMember.source,
    EvaluationMember.is_gone,
    EvaluationMember.counted.is_not(None),
)


class KnownMember(NamedTuple):
    """A person as the last run left them."""

    id: UUID
    learner_id: UUID
    source: str | None
    is_gone: bool
    is_counted: bool


class WaitingMember(NamedTuple):
    """A person with something to release.

    `change` is what a release would change, `without_follow_ups` what if it held newer follow-ups
    back, None if there are none or nothing else is new.
    """

    id: UUID
    groups: Cells | None
    cells: Cells | None
    is_gone: bool
    change: Change
    without_follow_ups: Change | None
    joined_at: float | None  # seconds since 1970; None after an erasure
    fingerprint: int  # of what a release would count; the same in this process alone


class MemberContribution(NamedTuple):
    """The contribution of a person as text, released and newer.

    `tests_release` is the number of the release that first counted both tests, None for no release.
    """

    id: UUID
    cells: Cells | None
    counted: str | None
    pending: str | None
    tests_release: int | None
    fingerprint: int  # as that of a waiting member


def get_known_members(
    session: Session, context_id: UUID, learner_ids: Collection[UUID]
) -> dict[UUID, KnownMember]:
    """Return members by account."""
    rows = session.connection().execute(
        select(*KNOWN_COLUMNS).where(
            EvaluationMember.context_id == context_id,
            EvaluationMember.learner_id.in_(learner_ids),
        )
    )
    return {row[1]: KnownMember._make(row) for row in rows if row[1]}


def get_counted(session: Session, member_ids: Collection[UUID]) -> Mapping[UUID, str | None]:
    """Return the released contributions of these members."""
    rows = session.connection().execute(
        select(MEMBER_ID, EvaluationMember.counted).where(EvaluationMember.id.in_(member_ids))
    )
    return {row[0]: row[1] for row in rows}


def list_learners(session: Session, context_id: UUID) -> Iterator[list[KnownMember]]:
    """Yield all members that name an account, in batches."""
    last = FIRST
    while True:
        rows = (
            session.connection()
            .execute(
                select(*KNOWN_COLUMNS)
                .where(
                    EvaluationMember.context_id == context_id,
                    EvaluationMember.learner_id.is_not(None),
                    EvaluationMember.id > last,
                )
                .order_by(EvaluationMember.id)
                .limit(BATCH_SIZE)
            )
            .all()
        )
        if not rows:
            return
        yield [KnownMember._make(row) for row in rows if row[1]]
        last = rows[-1][0]


def list_waiting(session: Session, context_id: UUID) -> Iterator[WaitingMember]:
    """Yield the members that a release would add, change or remove."""
    last = FIRST
    while True:
        rows = (
            session.connection()
            .execute(
                select(
                    EvaluationMember.id,
                    EvaluationMember.groups,
                    EvaluationMember.cells,
                    EvaluationMember.is_gone,
                    EvaluationMember.earlier,
                    EvaluationMember.counted,
                    EvaluationMember.pending,
                    EvaluationMember.joined_at,
                )
                .where(
                    EvaluationMember.context_id == context_id,
                    EvaluationMember.id > last,
                    or_(
                        EvaluationMember.pending.is_not(None),
                        EvaluationMember.is_gone & EvaluationMember.counted.is_not(None),
                    ),
                )
                .order_by(EvaluationMember.id)
                .limit(BATCH_SIZE)
            )
            .all()
        )
        if not rows:
            return
        for row in rows:
            groups = cells_of(row.groups) if row.groups is not None else None
            cells = tuple(row.cells) if row.cells is not None else None
            pending = None if row.is_gone else row.pending
            trimmed = without_new_follow_ups(pending, row.counted) if pending else None
            facts = row.earlier, groups != cells
            yield WaitingMember(
                row.id,
                groups,
                cells,
                row.is_gone,
                _change(row.counted, pending, *facts),
                _change(row.counted, trimmed, *facts) if trimmed else None,
                row.joined_at.timestamp() if row.joined_at else None,
                _fingerprint(row.id, row.is_gone, row.pending),
            )
        last = rows[-1].id


def _change(
    counted: str | None, pending: str | None, earlier: Collection[str], is_moved: bool
) -> Change:
    """Compare contributions as text; `earlier` are hashes of what was released before."""
    before = split_parts(counted) if counted is not None else {}
    after = split_parts(pending) if pending is not None else {}
    changed = {part for part in before | after if before.get(part) != after.get(part)}
    new = frozenset(
        part
        for part in changed & after.keys()
        if not earlier or hash_part(part, after[part]) not in earlier
    )
    touched = before.keys() | after.keys() if is_moved else changed
    is_new_answer = not earlier or hash_contribution(pending or "") not in earlier
    return Change(is_new_answer, new, frozenset(touched - new))


def list_contributions(session: Session, context_id: UUID) -> Iterator[MemberContribution]:
    """Yield all members with a contribution, in the order of their ids."""
    last = FIRST
    while True:
        rows = (
            session.connection()
            .execute(
                select(
                    EvaluationMember.id,
                    EvaluationMember.cells,
                    EvaluationMember.counted,
                    EvaluationMember.pending,
                    EvaluationMember.tests_release,
                    EvaluationMember.is_gone,
                )
                .where(EvaluationMember.context_id == context_id, EvaluationMember.id > last)
                .order_by(EvaluationMember.id)
                .limit(BATCH_SIZE)
            )
            .all()
        )
        if not rows:
            return
        for row in rows:
            cells = tuple(row.cells) if row.cells is not None else None
            yield MemberContribution(
                row.id,
                cells,
                row.counted,
                row.pending,
                row.tests_release,
                _fingerprint(row.id, row.is_gone, row.pending),
            )
        last = rows[-1].id


def _fingerprint(member_id: UUID, is_gone: bool, pending: str | None) -> int:
    return hash((member_id, is_gone, pending))


def cells_of(groups: Mapping[str, str]) -> Cells:
    """Return group ids in the order of the dimensions."""
    return tuple(groups.get(dimension) or UNKNOWN for dimension in DIMENSIONS)


class ContributionDigest:
    """Digest of contributions in the order of the ids of their members."""

    def __init__(self) -> None:
        self._digest = sha256()

    def add(self, member_id: UUID, text: str | None) -> None:
        """Add the contribution of the next member."""
        self._digest.update(member_id.bytes)
        self._digest.update((text or "").encode())

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def hash_contribution(text: str) -> str:
    """Return a short hash, to recognise a contribution that was released before."""
    return sha256(text.encode()).hexdigest()[:16]


def hash_released(counted: str | None) -> list[str]:
    """Return hashes of a released contribution and of its parts."""
    if counted is None:
        return []
    parts = split_parts(counted).items()
    return [hash_contribution(counted), *(hash_part(name, values) for name, values in parts)]


def hash_part(name: str, values: object) -> str:
    """Return a short hash of a part of a contribution."""
    return hash_contribution(json.dumps([name, values], separators=(",", ":")))
