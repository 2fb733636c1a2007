"""Released totals of awareness sessions, and the sessions that wait. Callers commit.

A session is counted once, as it was reported when a release took it up. Later corrections and
withdrawals change no released total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from courses.awareness.models import AwarenessRelease, AwarenessSession, AwarenessTotal
from courses.enrolment.models import Enrolment

ALL: Final = "all"  # the dimension with one group, "", of all sessions
BATCH_SIZE: Final = 1_000

Group = tuple[str, str]  # dimension and group


class WaitingSession(NamedTuple):
    """A session that no release has counted; nothing that was written as text."""

    id: UUID
    person_id: UUID
    organisation_id: UUID | None
    held_on: date
    province_code: str
    audience: str
    children: int
    adults: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Sessions and the people who came, who are counted once for each session."""

    sessions: int = 0
    children: int = 0
    adults: int = 0

    @property
    def people(self) -> int:
        """Children and adults."""
        return self.children + self.adults

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(
            self.sessions + other.sessions,
            self.children + other.children,
            self.adults + other.adults,
        )


@dataclass(frozen=True, slots=True)
class ReachRelease:
    """The last release: its number and time, learners who reported, plans handed in."""

    number: int
    reporters: int
    plans: int
    released_at: datetime


def list_waiting_sessions(session: Session, version_id: UUID) -> list[WaitingSession]:
    """Return all sessions of a course version that no release has counted, by id."""
    rows = session.execute(_waiting().where(Enrolment.course_version_id == version_id))
    return [WaitingSession(*row) for row in rows]


def get_reach_release(session: Session, version_id: UUID) -> ReachRelease | None:
    """Return the last release, or None before the first."""
    row = session.get(AwarenessRelease, version_id)
    return ReachRelease(row.number, row.reporters, row.plans, row.released_at) if row else None


def get_reach(session: Session, version_id: UUID) -> Mapping[Group, Reach]:
    """Return released totals by dimension and group."""
    rows = session.scalars(
        select(AwarenessTotal).where(AwarenessTotal.course_version_id == version_id)
    )
    return {
        (row.dimension, row.group_id): Reach(row.sessions, row.children, row.adults) for row in rows
    }


def store_reach(
    session: Session,
    version_id: UUID,
    *,
    number: int,
    sessions: Sequence[WaitingSession],
    added: Mapping[Group, Reach],
    plans: int,
    now: datetime,
) -> bool:
    """Store the release after release `number`, which counts these sessions.

    Returns False, having changed nothing, if a session was changed, withdrawn or counted meanwhile,
    or another release was stored.
    """
    release = session.get(AwarenessRelease, version_id, with_for_update=True)
    if (release.number if release else 0) != number or not _are_unchanged(session, sessions):
        return False
    for batch in _batches([row.id for row in sessions]):
        session.execute(
            update(AwarenessSession)
            .where(AwarenessSession.id.in_(batch))
            .values(counted_in=number + 1)
            .execution_options(synchronize_session=False)
        )
    for (dimension, group_id), reach in added.items():
        _add(session, version_id, dimension, group_id, reach)
    session.merge(
        AwarenessRelease(
            course_version_id=version_id,
            number=number + 1,
            reporters=_count_reporters(session, version_id),
            plans=plans,
            released_at=now,
        )
    )
    return True


def _waiting() -> Select[*tuple[Any, ...]]:
    columns = [getattr(AwarenessSession, name) for name in WaitingSession._fields]
    return (
        select(*columns)
        .join(Enrolment, Enrolment.id == AwarenessSession.enrolment_id)
        .where(AwarenessSession.counted_in.is_(None))
        .order_by(AwarenessSession.id)
    )


def _are_unchanged(session: Session, sessions: Iterable[WaitingSession]) -> bool:
    expected = {row.id: row for row in sessions}
    for batch in _batches(sorted(expected)):
        chosen = _waiting().where(AwarenessSession.id.in_(batch))
        rows = session.execute(chosen.with_for_update(of=AwarenessSession))
        current = {row[0]: WaitingSession(*row) for row in rows}
        if current != {session_id: expected[session_id] for session_id in batch}:
            return False
    return True


def _add(session: Session, version_id: UUID, dimension: str, group_id: str, reach: Reach) -> None:
    row = session.get(AwarenessTotal, (version_id, dimension, group_id))
    if row is None:
        row = AwarenessTotal(
            course_version_id=version_id,
            dimension=dimension,
            group_id=group_id,
            sessions=0,
            children=0,
            adults=0,
        )
        session.add(row)
    row.sessions += reach.sessions
    row.children += reach.children
    row.adults += reach.adults


def _count_reporters(session: Session, version_id: UUID) -> int:
    query = (
        select(func.count(AwarenessSession.person_id.distinct()))
        .join(Enrolment, Enrolment.id == AwarenessSession.enrolment_id)
        .where(Enrolment.course_version_id == version_id, AwarenessSession.counted_in.is_not(None))
    )
    return session.scalar(query) or 0


def _batches(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + BATCH_SIZE] for start in range(0, len(ids), BATCH_SIZE))
