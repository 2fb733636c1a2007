"""Credit of lessons for attendance at live sessions, in cohorts that count attendance.

The lessons of a module are credited once all sessions that teach it are over and the learner stayed
to the end of each. Lessons that learners finished or skipped themselves do not change. Credit given
by mistake is revoked unless the enrolment is completed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson
from courses.cohorts.live_sessions.models import Attendance, LiveSession, LiveSessionModule
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Cohort, Enrolment
from courses.progress.models import LessonProgress
from lms.kernel.clock import new_id


class TaughtModule(NamedTuple):
    """A module taught in a session, and whether the learner stayed to the end of the session."""

    module_id: UUID
    live_session_id: UUID
    ends_at: datetime
    was_there: bool


def credit_lessons(session: Session, enrolment_id: UUID, *, now: datetime) -> list[UUID]:
    """Credit all earned lessons and return the newly credited ids. Idempotent."""
    credited = []
    for module_id, live_session_id in _attended_modules(
        _taught_modules(session, enrolment_id), now
    ):
        lessons = select(Lesson.id).where(Lesson.module_id == module_id)
        for lesson_id in session.scalars(lessons.order_by(Lesson.position)).all():
            if _credit(session, enrolment_id, lesson_id, live_session_id, now):
                credited.append(lesson_id)
    return credited


def revoke_credit(
    session: Session, enrolment_id: UUID, live_session_id: UUID
) -> list[tuple[UUID, datetime]]:
    """Reopen lessons that were credited for this session, after its attendance is removed.

    Progress of lessons that the learner never opened is deleted. Completed enrolments keep all.
    Returns the ids of the lessons, each with the time at which it was credited.
    """
    completed = select(Enrolment.completed_at).where(Enrolment.id == enrolment_id)
    if session.scalar(completed.with_for_update()) is not None:
        return []
    lessons = (
        select(Lesson.id)
        .join(LiveSessionModule, LiveSessionModule.module_id == Lesson.module_id)
        .where(LiveSessionModule.live_session_id == live_session_id)
    )
    credited = (
        LessonProgress.enrolment_id == enrolment_id,
        LessonProgress.live_session_id.is_not(None),
        LessonProgress.lesson_id.in_(lessons),
    )
    untouched = LessonProgress.opened_at == LessonProgress.finished_at
    unread = LessonProgress.visited_at == LessonProgress.finished_at
    options = {"synchronize_session": False}
    moments = select(LessonProgress.lesson_id, LessonProgress.finished_at).where(*credited)
    revoked = [(row.lesson_id, row.finished_at) for row in session.execute(moments)]
    session.execute(
        delete(LessonProgress).where(*credited, untouched, unread).execution_options(**options)
    )
    session.execute(
        update(LessonProgress)
        .where(*credited)
        .values(state="open", finished_at=None, live_session_id=None)
        .execution_options(**options)
    )
    return revoked


def _taught_modules(session: Session, enrolment_id: UUID) -> Sequence[TaughtModule]:
    """Taught modules of the learner's cohort; empty where it does not count attendance."""
    was_there = and_(
        Attendance.live_session_id == LiveSession.id,
        Attendance.enrolment_id == enrolment_id,
        Attendance.has_left_early.is_(False),
    )
    rows = session.execute(
        select(
            LiveSessionModule.module_id,
            LiveSession.id,
            LiveSession.ends_at,
            Attendance.id.is_not(None),
        )
        .join(LiveSession, LiveSession.id == LiveSessionModule.live_session_id)
        .join(Cohort, Cohort.id == LiveSession.cohort_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .outerjoin(Attendance, was_there)
        .where(
            Enrolment.id == enrolment_id,
            Cohort.is_attendance_counted.is_(True),
            LiveSession.cancelled_at.is_(None),
        )
        .order_by(LiveSession.ends_at)
    )
    return [TaughtModule(*row[:3], bool(row[3])) for row in rows]


def _attended_modules(taught: Sequence[TaughtModule], now: datetime) -> list[tuple[UUID, UUID]]:
    """Modules whose sessions are all over and attended, each with its last session."""
    by_module: dict[UUID, list[TaughtModule]] = {}
    for entry in taught:
        by_module.setdefault(entry.module_id, []).append(entry)
    return [
        (module_id, entries[-1].live_session_id)
        for module_id, entries in by_module.items()
        if all(entry.was_there and entry.ends_at <= now for entry in entries)
    ]


def _credit(
    session: Session, enrolment_id: UUID, lesson_id: UUID, live_session_id: UUID, now: datetime
) -> bool:
    done = {"state": "done", "finished_at": now, "live_session_id": live_session_id}
    values = {"id": new_id(), "enrolment_id": enrolment_id, "lesson_id": lesson_id}
    visit = {"opened_at": now, "visited_at": now}
    if insert_if_absent(session, LessonProgress, values | done | visit):
        return True
    open_lesson = (
        LessonProgress.enrolment_id == enrolment_id,
        LessonProgress.lesson_id == lesson_id,
        LessonProgress.state == "open",
    )
    finished = session.execute(
        update(LessonProgress)
        .where(*open_lesson)
        .values(done)
        .returning(LessonProgress.id)
        .execution_options(synchronize_session=False)
    )
    return finished.first() is not None
