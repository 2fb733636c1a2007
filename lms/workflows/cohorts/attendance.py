"""Attendance: checked in by the code that is shown, ticked by hand, undone; and what it does.

Where the class counts attendance, the lessons of a session that is over are done for whoever was
there. Tests, a scenario and the action plan are still theirs to do, so the certificate is the same.
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
from lms.organisations.members import service as members
from lms.organisations.members.queries import joined_by_person
from lms.workflows.attempts.practice import plan_practice
from lms.workflows.completion.complete_course import award_if_complete
from lms.workflows.organisations.join_organisation import enrol_member

KEY_CONTEXT: Final = b"check-in codes"


class Attendee(NamedTuple):
    """A learner of the class. A tuple, as classes are large."""

    enrolment_id: UUID
    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """All learners by name, and who of them came."""

    people: tuple[Attendee, ...]
    came: Mapping[UUID, AttendanceView]

    @property
    def present(self) -> int:
        return sum(one.enrolment_id in self.came for one in self.people)


def check_in_key(session: Session) -> bytes:
    """What codes of sessions are derived with."""
    return get_ports(session).server_key.derive(KEY_CONTEXT)


def check_in(
    session: Session, live: LiveSessionView, cohort: CohortView, *, person_id: UUID, now: datetime
) -> bool:
    """Somebody scanned or typed the code, and joins the class first where the session lets them.

    Whether this call checked them in: a second scan changes nothing. Raises NotInThisCohort,
    LearnsInAnotherCohort, CourseClosed, LiveSessionCancelled or AttendanceTooEarly.
    """
    place = {"person_id": person_id, "cohort_id": live.cohort_id}
    if not is_in_cohort(session, cohort, person_id=person_id):
        if not live.lets_join or cohort.organisation_id is None:
            raise NotInThisCohort()
        members.join_organisation(
            session, person_id=person_id, organisation_id=cohort.organisation_id, now=now
        )
        enrol_member(session, now=now, **place)
    enrolment_id = queries.enrolment_in_cohort(session, **place)
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
    """Enrolled in it, and a member of its organisation who has joined."""
    if cohort.organisation_id is None:
        return False
    has_joined = joined_by_person(session, cohort.organisation_id, person_id=person_id)
    enrolled = queries.enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort.id)
    return enrolled is not None and has_joined.get(person_id, False)


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
    """Somebody without a phone, or late, or gone before the end. Raises NotInThisCohort."""
    if enrolment_id not in {one.enrolment_id for one in list_attendees(session, cohort)}:
        raise NotInThisCohort()
    place = {"cohort_id": cohort.id, "enrolment_id": enrolment_id}
    is_new = service.mark_present(
        session, live.id, way="hand", marked_by=marked_by, now=now, **place
    )
    service.note_attendance(session, live.id, note=note, **place)
    action = "attendance.marked" if is_new else "attendance.noted"
    _record(session, action, enrolment_id, live.id, marked_by, now, note=note)
    if note == "left-early":
        revoke_credit(session, enrolment_id, live.id)
    count_attendance(session, enrolment_id, now=now)


def undo_attendance(
    session: Session,
    live: LiveSessionView,
    enrolment_id: UUID,
    *,
    undone_by: UUID,
    now: datetime,
) -> None:
    """Ticked by mistake. Lessons that it had done are open again, unless all is completed."""
    was_there = service.undo_attendance(
        session, live.id, cohort_id=live.cohort_id, enrolment_id=enrolment_id
    )
    if was_there:
        _record(session, "attendance.undone", enrolment_id, live.id, undone_by, now)
        revoke_credit(session, enrolment_id, live.id)


def count_attendance(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Lessons of sessions that are over are done for whoever was there. A retry changes nothing."""
    credited = credit_lessons(session, enrolment_id, now=now)
    if not credited:
        return
    learner = enrolment(session, enrolment_id)
    for lesson_id in credited:
        plan_practice(session, learner, lesson_id=lesson_id)
    record(
        session,
        action="lessons.done-by-attendance",
        actor_id=None,
        subject_type="enrolment",
        subject_id=enrolment_id,
        now=now,
        details={"lessons": [str(one) for one in credited]},
    )
    award_if_complete(session, enrolment_id=enrolment_id, now=now)


def attendance_list(session: Session, live: LiveSessionView, cohort: CohortView) -> AttendanceList:
    return AttendanceList(list_attendees(session, cohort), queries.attendance(session, live.id))


def list_attendees(session: Session, cohort: CohortView) -> tuple[Attendee, ...]:
    """Learners of the class who have not left its organisation, by name."""
    found = learners_of_cohort(session, cohort.id)
    if cohort.organisation_id is not None:
        members_now = joined_by_person(session, cohort.organisation_id)
        found = [one for one in found if one[1] in members_now]
    names = plain_names(session, [person_id for _enrolment, person_id in found])
    people = [Attendee(one, person_id, names[person_id]) for one, person_id in found]
    return tuple(sorted(people, key=lambda one: (one.name.casefold(), one.enrolment_id)))


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
