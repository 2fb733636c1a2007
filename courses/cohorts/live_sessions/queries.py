"""What other packages may read of live sessions and of attendance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule
from courses.cohorts.live_sessions import codes
from courses.cohorts.live_sessions.errors import CheckInUnknown, LiveSessionNotFound
from courses.cohorts.live_sessions.models import Attendance, LiveSession, LiveSessionModule
from courses.cohorts.live_sessions.rules import OPENS_BEFORE, is_check_in_open, may_be_marked
from courses.enrolment.models import Enrolment


@dataclass(frozen=True, slots=True)
class LiveSessionView:
    """A live session; `modules` are the codes of those that are taught, in order."""

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
        """May people check in?"""
        return not self.is_cancelled and is_check_in_open(self.begins_at, self.ends_at, now)

    def may_be_marked(self, now: datetime) -> bool:
        return not self.is_cancelled and may_be_marked(self.begins_at, now)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at < now


class AttendanceView(NamedTuple):
    arrived_at: datetime
    way: str
    is_late: bool
    has_left_early: bool

    @property
    def note(self) -> str:
        return "left-early" if self.has_left_early else "late" if self.is_late else "present"


def live_session(session: Session, live_session_id: UUID, *, cohort_id: UUID) -> LiveSessionView:
    """One of a cohort; that of another is not found."""
    found = _views(session, LiveSession.id == live_session_id, LiveSession.cohort_id == cohort_id)
    if not found:
        raise LiveSessionNotFound()
    return found[0]


def live_sessions(session: Session, cohort_id: UUID) -> list[LiveSessionView]:
    """All of a cohort in the order of their days, cancelled ones among them."""
    return _views(session, LiveSession.cohort_id == cohort_id)


def find_session_by_code(
    session: Session, key: bytes, text: str, *, now: datetime
) -> LiveSessionView:
    """The session whose code this is now. `key` is the one that codes are derived with.

    Raises CheckInUnknown. Those that meet now are few, and their codes are compared in turn.
    """
    code = codes.parse_code(text)
    meeting = _views(
        session,
        LiveSession.cancelled_at.is_(None),
        LiveSession.begins_at <= now + OPENS_BEFORE,
        LiveSession.ends_at >= now,
    )
    for live in meeting:
        if code in codes.accepted_codes(key, live.id, now):
            return live
    raise CheckInUnknown()


def attendance(session: Session, live_session_id: UUID) -> dict[UUID, AttendanceView]:
    """Who came to one session, by enrolment."""
    rows = session.execute(
        select(Attendance.enrolment_id, *_ATTENDED).where(
            Attendance.live_session_id == live_session_id
        )
    )
    return {row[0]: AttendanceView._make(row[1:]) for row in rows}


def attendance_of_cohort(
    session: Session, cohort_id: UUID
) -> dict[tuple[UUID, UUID], AttendanceView]:
    """Who came to which session of a cohort, by session and enrolment."""
    rows = session.execute(
        select(Attendance.live_session_id, Attendance.enrolment_id, *_ATTENDED)
        .join(LiveSession, LiveSession.id == Attendance.live_session_id)
        .where(LiveSession.cohort_id == cohort_id)
    )
    return {(row[0], row[1]): AttendanceView._make(row[2:]) for row in rows}


def attendance_counts(session: Session, live_session_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many came to each of these; those to which nobody came are left out."""
    counts = select(Attendance.live_session_id, func.count()).where(
        Attendance.live_session_id.in_(live_session_ids)
    )
    rows = session.execute(counts.group_by(Attendance.live_session_id))
    return {row[0]: row[1] for row in rows}


def sessions_attended(session: Session, enrolment_id: UUID) -> set[UUID]:
    mine = Attendance.enrolment_id == enrolment_id
    return set(session.scalars(select(Attendance.live_session_id).where(mine)))


def people_with_attendance(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of these who were at some session, of whichever class."""
    came = select(Enrolment.person_id).join(Attendance, Attendance.enrolment_id == Enrolment.id)
    return set(session.scalars(came.where(Enrolment.person_id.in_(person_ids)).distinct()))


def enrolment_in_cohort(session: Session, *, person_id: UUID, cohort_id: UUID) -> UUID | None:
    """The enrolment of somebody who learns in this cohort."""
    mine = Enrolment.person_id == person_id, Enrolment.cohort_id == cohort_id
    return session.scalar(select(Enrolment.id).where(*mine))


def _views(session: Session, *which: Any) -> list[LiveSessionView]:
    rows = session.execute(
        select(*_SESSION).where(*which).order_by(LiveSession.begins_at, LiveSession.id)
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
