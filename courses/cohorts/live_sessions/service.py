"""Commands on live sessions and attendance. Callers commit."""

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
from courses.cohorts.live_sessions.queries import enrolment_in_cohort
from courses.cohorts.live_sessions.rules import (
    MAX_PLACE_LENGTH,
    MAX_TITLE_LENGTH,
    NOTES,
    may_be_marked,
)
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Cohort, Enrolment
from lms.kernel.clock import new_id
from lms.kernel.texts.texts import TextMissing, clean_line

Way = Literal["code", "hand"]


@dataclass(frozen=True, slots=True)
class LiveSessionDetails:
    """Details of a live session; `modules` are codes of taught modules.

    `lets_join`: people outside the cohort can join it with the check-in code.
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
    """Create a live session. Raises LiveSessionTimesInvalid, ModuleNotTaught or TextMissing."""
    live = LiveSession(
        id=new_id(), cohort_id=cohort_id, sequence=0, made_by=made_by, made_at=now, changed_at=now
    )
    _describe(live, facts)
    session.add(live)
    session.flush()  # its modules refer to it without an ORM relationship
    _set_modules(session, live, facts.modules)
    return live.id


def change_live_session(
    session: Session,
    live_session_id: UUID,
    *,
    cohort_id: UUID,
    facts: LiveSessionDetails,
    now: datetime,
) -> None:
    """Change a live session and its taught modules.

    Raises LiveSessionNotFound, LiveSessionCancelled and the errors of `make_live_session`.
    """
    live = _lock(session, live_session_id, cohort_id)
    if live.cancelled_at is not None:
        raise LiveSessionCancelled()
    _describe(live, facts)
    live.changed_at, live.sequence = now, live.sequence + 1
    taught = LiveSessionModule.live_session_id == live.id
    session.execute(delete(LiveSessionModule).where(taught))
    _set_modules(session, live, facts.modules)


def cancel_live_session(
    session: Session, live_session_id: UUID, *, cohort_id: UUID, now: datetime
) -> bool:
    """Cancel a live session; False where it is cancelled already. Raises LiveSessionNotFound."""
    live = _lock(session, live_session_id, cohort_id)
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
    """Record attendance; False where it is recorded already. The first record stays.

    Raises LiveSessionNotFound, LiveSessionCancelled or AttendanceTooEarly.
    """
    _lock_for_marking(session, live_session_id, cohort_id, now)
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
    """Set the note of a recorded attendance: "present", "late" or "left-early".

    Raises NoteUnknown or LiveSessionNotFound. Ignores learners without a record.
    """
    if note not in NOTES:
        raise NoteUnknown(note=note)
    _lock(session, live_session_id, cohort_id)
    row = session.scalar(_attendance_for_update(live_session_id, enrolment_id))
    if row is not None:
        row.is_late, row.has_left_early = note == "late", note == "left-early"


def undo_attendance(
    session: Session, live_session_id: UUID, *, cohort_id: UUID, enrolment_id: UUID
) -> bool:
    """Delete a record made by mistake; False where there is none. Raises LiveSessionNotFound."""
    _lock(session, live_session_id, cohort_id)
    row = session.scalar(_attendance_for_update(live_session_id, enrolment_id))
    if row is None:
        return False
    session.delete(row)
    return True


def move_attendance(session: Session, from_id: UUID, to_id: UUID) -> None:
    """Move the attendance of a closed account to the enrolment of another in the same cohort.

    Where both attended a session, the record of the other account stays.
    """
    for row, cohort_id in session.execute(
        select(Attendance, LiveSession.cohort_id)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .join(LiveSession, LiveSession.id == Attendance.live_session_id)
        .where(Enrolment.person_id == from_id)
    ).all():
        own_id = enrolment_in_cohort(session, person_id=to_id, cohort_id=cohort_id)
        if own_id is None:
            continue
        if session.scalar(_attendance_for_update(row.live_session_id, own_id)) is None:
            row.enrolment_id = own_id
        else:
            session.delete(row)


def _attendance_for_update(live_session_id: UUID, enrolment_id: UUID) -> Select[Attendance]:
    return (
        select(Attendance)
        .where(
            Attendance.live_session_id == live_session_id, Attendance.enrolment_id == enrolment_id
        )
        .with_for_update()
    )


def _lock(session: Session, live_session_id: UUID, cohort_id: UUID) -> LiveSession:
    mine = LiveSession.id == live_session_id, LiveSession.cohort_id == cohort_id
    live = session.scalar(select(LiveSession).where(*mine).with_for_update())
    if live is None:
        raise LiveSessionNotFound()
    return live


def _lock_for_marking(
    session: Session, live_session_id: UUID, cohort_id: UUID, now: datetime
) -> None:
    live = _lock(session, live_session_id, cohort_id)
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


def _set_modules(session: Session, live: LiveSession, codes: Collection[str]) -> None:
    distinct_codes = set(codes)
    module_ids = session.scalars(
        select(CourseModule.id)
        .join(Cohort, Cohort.course_version_id == CourseModule.course_version_id)
        .where(Cohort.id == live.cohort_id, CourseModule.code.in_(distinct_codes))
    ).all()
    if len(module_ids) != len(distinct_codes):
        raise ModuleNotTaught()
    rows = [
        {"id": new_id(), "live_session_id": live.id, "module_id": module_id}
        for module_id in module_ids
    ]
    if rows:
        session.execute(insert(LiveSessionModule), rows)
