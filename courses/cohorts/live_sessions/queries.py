"""Queries on live sessions and attendance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule
from courses.cohorts.live_sessions import codes
from courses.cohorts.live_sessions.errors import CheckInUnknown, LiveSessionNotFound
from courses.cohorts.live_sessions.models import Attendance, LiveSession, LiveSessionModule
from courses.cohorts.live_sessions.rules import (
    OPENS_BEFORE,
    REMEMBERED_FOR,
    is_check_in_open,
    may_be_marked,
)
from courses.enrolment.models import Enrolment, counts_in_cohort


@dataclass(frozen=True, slots=True)
class LiveSessionView:
    """A live session; `modules` are the codes of the taught modules in order."""

    id: UUID
    cohort_id: UUID
    title: str
    place: str
    province_code: str
    begins_at: datetime
    ends_at: datetime
    lets_join: bool
    sequence: int
    changed_at: datetime
    cancelled_at: datetime | None
    modules: tuple[str, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_open(self, now: datetime) -> bool:
        """Whether people can check in now."""
        return not self.is_cancelled and is_check_in_open(self.begins_at, self.ends_at, now)

    def may_be_marked(self, now: datetime) -> bool:
        return not self.is_cancelled and may_be_marked(self.begins_at, now)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at < now


class AttendanceView(NamedTuple):
    """Attendance of one learner at one session; `way` is "code" or "hand"."""

    arrived_at: datetime
    way: str
    is_late: bool
    has_left_early: bool

    @property
    def note(self) -> str:
        return "left-early" if self.has_left_early else "late" if self.is_late else "present"


def live_session(session: Session, live_session_id: UUID, *, cohort_id: UUID) -> LiveSessionView:
    """One live session of a cohort. Raises LiveSessionNotFound."""
    views = _views(session, LiveSession.id == live_session_id, LiveSession.cohort_id == cohort_id)
    if not views:
        raise LiveSessionNotFound()
    return views[0]


def live_sessions(session: Session, cohort_id: UUID) -> list[LiveSessionView]:
    """All live sessions of a cohort by time, including cancelled ones."""
    return _views(session, LiveSession.cohort_id == cohort_id)


def find_session_by_code(
    session: Session, key: bytes, text: str, *, now: datetime
) -> LiveSessionView:
    """Find the session that accepts this code now; `key` derives the codes.

    Compares the code with those of all sessions that are open now, which are few.
    Raises CheckInUnknown.
    """
    code = codes.parse_code(text)
    open_sessions = _views(
        session,
        LiveSession.cancelled_at.is_(None),
        LiveSession.begins_at <= now + OPENS_BEFORE,
        LiveSession.ends_at >= now,
    )
    for live in open_sessions:
        if code in codes.accepted_codes(key, live.id, now):
            return live
    raise CheckInUnknown()


def find_ended_session(
    session: Session, key: bytes, text: str, *, now: datetime
) -> LiveSessionView | None:
    """The session of the last hours whose last codes this is one of; None if there is none."""
    code = codes.parse_code(text)
    ended = _views(
        session,
        LiveSession.cancelled_at.is_(None),
        LiveSession.ends_at < now,
        LiveSession.ends_at >= now - REMEMBERED_FOR,
    )
    for live in ended:
        if code in codes.accepted_codes(key, live.id, live.ends_at):
            return live
    return None


def sessions_between(
    session: Session,
    cohort_ids: Collection[UUID],
    *,
    begins_before: datetime,
    ends_after: datetime,
) -> list[LiveSessionView]:
    """Live sessions of these cohorts that are not cancelled, in this time."""
    return _views(
        session,
        LiveSession.cohort_id.in_(cohort_ids),
        LiveSession.cancelled_at.is_(None),
        LiveSession.begins_at < begins_before,
        LiveSession.ends_at >= ends_after,
    )


def attendance(session: Session, live_session_id: UUID) -> dict[UUID, AttendanceView]:
    """Attendance at one session by enrolment id."""
    rows = session.execute(
        select(Attendance.enrolment_id, *_ATTENDED).where(
            Attendance.live_session_id == live_session_id
        )
    )
    return {row[0]: AttendanceView._make(row[1:]) for row in rows}


def attendance_of_cohort(
    session: Session, cohort_id: UUID
) -> dict[tuple[UUID, UUID], AttendanceView]:
    """Attendance at all sessions of a cohort by session id and enrolment id."""
    rows = session.execute(
        select(Attendance.live_session_id, Attendance.enrolment_id, *_ATTENDED)
        .join(LiveSession, LiveSession.id == Attendance.live_session_id)
        .where(LiveSession.cohort_id == cohort_id)
    )
    return {(row[0], row[1]): AttendanceView._make(row[2:]) for row in rows}


def attendance_counts(session: Session, live_session_ids: Collection[UUID]) -> dict[UUID, int]:
    """Number of attendees by session; sessions without attendees are absent."""
    counts = select(Attendance.live_session_id, func.count()).where(
        Attendance.live_session_id.in_(live_session_ids)
    )
    rows = session.execute(counts.group_by(Attendance.live_session_id))
    return {row[0]: row[1] for row in rows}


def sessions_attended(session: Session, enrolment_id: UUID) -> set[UUID]:
    """Ids of the live sessions that a learner attended."""
    mine = Attendance.enrolment_id == enrolment_id
    return set(session.scalars(select(Attendance.live_session_id).where(mine)))


def people_with_attendance(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Which of these people have attended a session of any cohort."""
    query = select(Enrolment.person_id).join(Attendance, Attendance.enrolment_id == Enrolment.id)
    return set(session.scalars(query.where(Enrolment.person_id.in_(person_ids)).distinct()))


def enrolment_in_cohort(session: Session, *, person_id: UUID, cohort_id: UUID) -> UUID | None:
    """Id of the person's enrolment that counts in a cohort, if any; the active one of two."""
    mine = Enrolment.person_id == person_id, Enrolment.cohort_id == cohort_id, counts_in_cohort()
    superseded_last = Enrolment.superseded_at.is_not(None)
    return session.scalar(select(Enrolment.id).where(*mine).order_by(superseded_last).limit(1))


def _views(session: Session, *conditions: ColumnElement[bool]) -> list[LiveSessionView]:
    rows = session.execute(
        select(*_SESSION).where(*conditions).order_by(LiveSession.begins_at, LiveSession.id)
    ).all()
    taught: dict[UUID, list[str]] = {}
    if rows:
        modules = session.execute(
            select(LiveSessionModule.live_session_id, CourseModule.code)
            .join(CourseModule, CourseModule.id == LiveSessionModule.module_id)
            .where(LiveSessionModule.live_session_id.in_([row[0] for row in rows]))
            .order_by(CourseModule.position)
        )
        for live_session_id, code in modules:
            taught.setdefault(live_session_id, []).append(code)
    return [LiveSessionView(*row, modules=tuple(taught.get(row[0], ()))) for row in rows]


_SESSION = (
    LiveSession.id,
    LiveSession.cohort_id,
    LiveSession.title,
    LiveSession.place,
    LiveSession.province_code,
    LiveSession.begins_at,
    LiveSession.ends_at,
    LiveSession.lets_join,
    LiveSession.sequence,
    LiveSession.changed_at,
    LiveSession.cancelled_at,
)
_ATTENDED = (
    Attendance.arrived_at,
    Attendance.way,
    Attendance.is_late,
    Attendance.has_left_early,
)
