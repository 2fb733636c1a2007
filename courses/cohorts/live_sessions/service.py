"""What other packages may ask of live sessions and of attendance. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import CourseModule
from courses.cohorts.live_sessions.errors import (
    AttendanceTooEarly,
    LiveSessionCancelled,
    LiveSessionNotFound,
    LiveSessionTimesInvalid,
    ModuleNotTaught,
    NoteUnknown,
)
from courses.cohorts.live_sessions.models import Attendance, LiveSession, LiveSessionModule
from courses.cohorts.live_sessions.rules import (
    MAX_PLACE_LENGTH,
    MAX_TITLE_LENGTH,
    NOTES,
    may_be_marked,
)
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Cohort
from lms.kernel.clock import new_id
from lms.kernel.texts.texts import TextMissing, clean_line

Way = Literal["code", "hand"]


@dataclass(frozen=True, slots=True)
class LiveSessionDetails:
    """What is said about a live session; `modules` are their codes.

    `lets_join`: whoever is not in the class yet may join it with the code that is shown there.
    """

    title: str
    place: str
    province_code: str
    begins_at: datetime
    ends_at: datetime
    modules: Collection[str] = ()
    lets_join: bool = False


def make_live_session(
    session: Session, *, cohort_id: UUID, facts: LiveSessionDetails, made_by: UUID, now: datetime
) -> UUID:
    """Raises LiveSessionTimesInvalid, ModuleNotTaught or TextMissing."""
    live = LiveSession(
        id=new_id(), cohort_id=cohort_id, sequence=0, made_by=made_by, made_at=now, changed_at=now
    )
    _describe(live, facts)
    session.add(live)
    session.flush()  # its modules refer to it without a relationship to order them
    _teach(session, live, facts.modules)
    return live.id


def change_live_session(
    session: Session,
    live_session_id: UUID,
    *,
    cohort_id: UUID,
    facts: LiveSessionDetails,
    now: datetime,
) -> None:
    """Raises LiveSessionCancelled too: what does not take place is not moved."""
    live = _locked(session, live_session_id, cohort_id)
    if live.cancelled_at is not None:
        raise LiveSessionCancelled()
    _describe(live, facts)
    live.changed_at, live.sequence = now, live.sequence + 1
    taught = LiveSessionModule.live_session_id == live.id
    session.execute(delete(LiveSessionModule).where(taught))
    _teach(session, live, facts.modules)


def cancel_live_session(
    session: Session, live_session_id: UUID, *, cohort_id: UUID, now: datetime
) -> bool:
    """It does not take place; a second time nothing happens. Whether it was this call."""
    live = _locked(session, live_session_id, cohort_id)
    if live.cancelled_at is not None:
        return False
    live.cancelled_at = live.changed_at = now
    live.sequence += 1
    return True


def mark_present(
    session: Session,
    live_session_id: UUID,
    *,
    cohort_id: UUID,
    enrolment_id: UUID,
    way: Way,
    marked_by: UUID,
    now: datetime,
) -> bool:
    """Of two at once, and of a second scan, one row stays: the first. Whether it was this call.

    Raises LiveSessionCancelled or AttendanceTooEarly.
    """
    _locked_for_marking(session, live_session_id, cohort_id, now)
    return insert_if_absent(
        session,
        Attendance,
        {
            "id": new_id(),
            "live_session_id": live_session_id,
            "enrolment_id": enrolment_id,
            "way": way,
            "marked_by": marked_by,
            "arrived_at": now,
            "is_late": False,
            "has_left_early": False,
        },
    )


def note_attendance(
    session: Session, live_session_id: UUID, *, cohort_id: UUID, enrolment_id: UUID, note: str
) -> None:
    """Late, gone before the end, or there for all of it. For whoever has come."""
    if note not in NOTES:
        raise NoteUnknown(note=note)
    _locked(session, live_session_id, cohort_id)
    row = session.scalar(_of(live_session_id, enrolment_id))
    if row is not None:
        row.is_late, row.has_left_early = note == "late", note == "left-early"


def undo_attendance(
    session: Session, live_session_id: UUID, *, cohort_id: UUID, enrolment_id: UUID
) -> bool:
    """Ticked by mistake; a second time nothing happens. Whether it was this call."""
    _locked(session, live_session_id, cohort_id)
    row = session.scalar(_of(live_session_id, enrolment_id))
    if row is None:
        return False
    session.delete(row)
    return True


def _of(live_session_id: UUID, enrolment_id: UUID) -> Select[Attendance]:
    return (
        select(Attendance)
        .where(
            Attendance.live_session_id == live_session_id, Attendance.enrolment_id == enrolment_id
        )
        .with_for_update()
    )


def _locked(session: Session, live_session_id: UUID, cohort_id: UUID) -> LiveSession:
    mine = LiveSession.id == live_session_id, LiveSession.cohort_id == cohort_id
    live = session.scalar(select(LiveSession).where(*mine).with_for_update())
    if live is None:
        raise LiveSessionNotFound()
    return live


def _locked_for_marking(
    session: Session, live_session_id: UUID, cohort_id: UUID, now: datetime
) -> None:
    live = _locked(session, live_session_id, cohort_id)
    if live.cancelled_at is not None:
        raise LiveSessionCancelled()
    if not may_be_marked(live.begins_at, now):
        raise AttendanceTooEarly()


def _describe(live: LiveSession, facts: LiveSessionDetails) -> None:
    title = clean_line(facts.title, max_length=MAX_TITLE_LENGTH)
    place = clean_line(facts.place, max_length=MAX_PLACE_LENGTH)
    if not title or not place:
        raise TextMissing()
    if facts.ends_at <= facts.begins_at:
        raise LiveSessionTimesInvalid()
    live.title, live.place, live.province_code = title, place, facts.province_code
    live.begins_at, live.ends_at = facts.begins_at, facts.ends_at
    live.lets_join = facts.lets_join


def _teach(session: Session, live: LiveSession, codes: Collection[str]) -> None:
    wanted = set(codes)
    found = session.scalars(
        select(CourseModule.id)
        .join(Cohort, Cohort.course_version_id == CourseModule.course_version_id)
        .where(Cohort.id == live.cohort_id, CourseModule.code.in_(wanted))
    ).all()
    if len(found) != len(wanted):
        raise ModuleNotTaught()
    rows = [{"id": new_id(), "live_session_id": live.id, "module_id": one} for one in found]
    if rows:
        session.execute(insert(LiveSessionModule), rows)
