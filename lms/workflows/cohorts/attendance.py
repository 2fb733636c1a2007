"""Use cases of attendance: check in by code, mark by hand, undo, credit lessons.

In cohorts that count attendance, the lessons taught in a session are credited to attendees once it
is over. Tests, a scenario and the action plan remain, so the certificate means the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.live_sessions import queries, service
from courses.cohorts.live_sessions.credit import credit_lessons, revoke_credit
from courses.cohorts.live_sessions.errors import LearnsInAnotherCohort, NotInThisCohort
from courses.cohorts.live_sessions.queries import AttendanceView, LiveSessionView
from courses.cohorts.queries import CohortView, learners_of_cohort
from courses.enrolment.queries import enrolment
from lms.accounts.queries import plain_names
from lms.kernel.audit import record
from lms.kernel.ports import get_ports
from lms.organisations.members.queries import joined_by_person
from lms.workflows.attempts.practice import plan_practice
from lms.workflows.cohorts.roster_learners import is_expected, join_expected
from lms.workflows.completion.complete_course import award_if_complete
from lms.workflows.learning_records.publish import (
    publish_attendance_withdrawn,
    publish_lesson_attended,
)

KEY_CONTEXT: Final = b"check-in codes"


class Attendee(NamedTuple):
    """A learner of the cohort. A tuple, since cohorts may have thousands of learners."""

    enrolment_id: UUID
    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """All learners by name, and the attendance by enrolment id."""

    people: tuple[Attendee, ...]
    attendance: Mapping[UUID, AttendanceView]

    @property
    def present(self) -> int:
        """Number of learners who attended."""
        return sum(person.enrolment_id in self.attendance for person in self.people)


def check_in_key(session: Session) -> bytes:
    """The key from which check-in codes are derived."""
    return get_ports(session).server_key.derive(KEY_CONTEXT)


def check_in(
    session: Session, live: LiveSessionView, cohort: CohortView, *, person_id: UUID, now: datetime
) -> bool:
    """Check a person in by code. People whom the cohort expects join first, others where they may.

    Returns False where they are checked in already. Raises NotInThisCohort,
    LearnsInAnotherCohort, CourseClosed, LiveSessionCancelled or AttendanceTooEarly.
    """
    if not is_in_cohort(session, cohort, person_id=person_id):
        if not (live.lets_join or is_expected(session, cohort, person_id=person_id, now=now)):
            raise NotInThisCohort()
        join_expected(session, cohort, person_id=person_id, now=now)
    enrolment_id = queries.enrolment_in_cohort(
        session, person_id=person_id, cohort_id=live.cohort_id
    )
    if enrolment_id is None:
        raise LearnsInAnotherCohort()
    return service.mark_present(
        session,
        live.id,
        cohort_id=live.cohort_id,
        enrolment_id=enrolment_id,
        way="code",
        marked_by=person_id,
        now=now,
    )


def is_in_cohort(session: Session, cohort: CohortView, *, person_id: UUID) -> bool:
    """Whether a person is enrolled in a cohort and has joined its organisation."""
    if cohort.organisation_id is None:
        return False
    has_joined = joined_by_person(session, cohort.organisation_id, person_id=person_id)
    enrolled = queries.enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort.id)
    return enrolled is not None and has_joined.get(person_id, False)


def attendance_of(
    session: Session, live: LiveSessionView, *, person_id: UUID
) -> AttendanceView | None:
    """The attendance of one person at a session; None if they are not marked present."""
    enrolment_id = queries.enrolment_in_cohort(
        session, person_id=person_id, cohort_id=live.cohort_id
    )
    return queries.attendance(session, live.id).get(enrolment_id) if enrolment_id else None


def mark_by_hand(
    session: Session,
    live: LiveSessionView,
    cohort: CohortView,
    enrolment_id: UUID,
    *,
    note: str,
    marked_by: UUID,
    now: datetime,
) -> None:
    """Record attendance by hand with a note: "present", "late" or "left-early".

    Raises NotInThisCohort, NoteUnknown, LiveSessionCancelled or AttendanceTooEarly.
    """
    if enrolment_id not in {person.enrolment_id for person in list_attendees(session, cohort)}:
        raise NotInThisCohort()
    is_new = service.mark_present(
        session,
        live.id,
        cohort_id=cohort.id,
        enrolment_id=enrolment_id,
        way="hand",
        marked_by=marked_by,
        now=now,
    )
    service.note_attendance(
        session, live.id, cohort_id=cohort.id, enrolment_id=enrolment_id, note=note
    )
    action = "attendance.marked" if is_new else "attendance.noted"
    _record(session, action, enrolment_id, live.id, marked_by, now, note=note)
    if note == "left-early":
        _revoke_credit(session, enrolment_id, live.id, now=now)
    count_attendance(session, enrolment_id, now=now)


def undo_attendance(
    session: Session,
    live: LiveSessionView,
    enrolment_id: UUID,
    *,
    undone_by: UUID,
    now: datetime,
) -> None:
    """Delete attendance marked by mistake, and revoke its credit unless the course is completed."""
    is_deleted = service.undo_attendance(
        session, live.id, cohort_id=live.cohort_id, enrolment_id=enrolment_id
    )
    if is_deleted:
        _record(session, "attendance.undone", enrolment_id, live.id, undone_by, now)
        _revoke_credit(session, enrolment_id, live.id, now=now)


def count_attendance(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Credit the lessons of attended sessions that are over. Idempotent."""
    credited = credit_lessons(session, enrolment_id, now=now)
    if not credited:
        return
    learner = enrolment(session, enrolment_id)
    for lesson_id in credited:
        plan_practice(session, learner, lesson_id=lesson_id)
        publish_lesson_attended(session, enrolment_id=enrolment_id, lesson_id=lesson_id, now=now)
    record(
        session,
        action="lessons.done-by-attendance",
        actor_id=None,
        subject_type="enrolment",
        subject_id=enrolment_id,
        now=now,
        details={"lessons": [str(lesson_id) for lesson_id in credited]},
    )
    award_if_complete(session, enrolment_id=enrolment_id, now=now)


def attendance_list(session: Session, live: LiveSessionView, cohort: CohortView) -> AttendanceList:
    """Learners of a cohort with their attendance at one session."""
    return AttendanceList(list_attendees(session, cohort), queries.attendance(session, live.id))


def list_attendees(session: Session, cohort: CohortView) -> tuple[Attendee, ...]:
    """Learners of a cohort who are members of its organisation, by name."""
    learners = learners_of_cohort(session, cohort.id)
    if cohort.organisation_id is not None:
        current_members = joined_by_person(session, cohort.organisation_id)
        learners = [learner for learner in learners if learner[1] in current_members]
    names = plain_names(session, [person_id for _enrolment_id, person_id in learners])
    people = [
        Attendee(enrolment_id, person_id, names[person_id]) for enrolment_id, person_id in learners
    ]
    return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.enrolment_id)))


def _revoke_credit(
    session: Session, enrolment_id: UUID, live_session_id: UUID, *, now: datetime
) -> None:
    for lesson_id, credited_at in revoke_credit(session, enrolment_id, live_session_id):
        publish_attendance_withdrawn(
            session,
            enrolment_id=enrolment_id,
            lesson_id=lesson_id,
            credited_at=credited_at,
            now=now,
        )


def _record(
    session: Session,
    action: str,
    enrolment_id: UUID,
    live_session_id: UUID,
    actor_id: UUID,
    now: datetime,
    **details: str,
) -> None:
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="enrolment",
        subject_id=enrolment_id,
        now=now,
        details={"live_session_id": str(live_session_id)} | details,
    )
