"""The job that stores a list of members that was shown, and enrols those who have an account.

Each batch is one short transaction, so that other writers do not wait for a large course. A job
that was killed runs again: it stores what still differs.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, TypedDict, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseClosed, CourseNotFound
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolments_in_course
from lms.accounts.lti import queries, roster_queries, rosters
from lms.accounts.lti.errors import LtiRosterBusy, LtiRosterChanged
from lms.accounts.lti.roster_queries import StoredRoster
from lms.accounts.lti.rosters import Differences, PlatformMember
from lms.accounts.queries import people_with_consent
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import db, transaction
from lms.kernel.clock import new_id, utc_now
from lms.kernel.jobs import JobState, add_job, newest_job, note_problem, report_progress
from lms.lti.rosters.synchronise import read_roster

JOB: Final = "apply-lti-roster"
BATCH_SIZE: Final = 250  # members in one transaction
ENROLMENT_BATCH_SIZE: Final = 50  # an enrolment writes several rows
STORED_PERCENT: Final = 60  # progress once all members are stored
Item = TypeVar("Item")


class ApplicationArguments(TypedDict):
    """Ids as text, and the digest of the list that was shown.

    The worker adds `job_id` and `job_attempt`.
    """

    platform_id: str
    roster_id: str
    digest: str
    applied_by: str
    job_id: str
    job_attempt: int


def request_application(
    session: Session, stored: StoredRoster, *, digest: str, applied_by: UUID, now: datetime
) -> None:
    """Queue the job, unless one that stores the same list is open.

    Raises LtiRosterNotFound, or LtiRosterBusy while another list is being stored.
    """
    rosters.lock_roster(session, stored.id)
    last = application(session, stored.id)
    if last is not None and last.is_open:
        if last.arguments["digest"] != digest:
            raise LtiRosterBusy()
        return
    add_job(
        session,
        kind=JOB,
        key=f"{JOB}:{stored.id}:{new_id()}",
        arguments={
            "platform_id": str(stored.roster.platform_id),
            "roster_id": str(stored.id),
            "digest": digest,
            "applied_by": str(applied_by),
        },
        now=now,
    )


def application(session: Session, roster_id: UUID) -> JobState | None:
    """The last job that stores the list of a roster."""
    return newest_job(session, kind=JOB, key_begins=f"{JOB}:{roster_id}:")


def apply(arguments: ApplicationArguments) -> None:
    """Store the list of the platform if it is the one that was shown, else note why not."""
    job_id = UUID(arguments["job_id"])
    for percent in apply_in_batches(arguments):
        with transaction() as session:
            report_progress(session, job_id, percent=percent, now=utc_now())


def apply_in_batches(arguments: ApplicationArguments) -> Iterator[int]:
    """Do one batch after the other. Yields the progress in per cent after each."""
    roster_id = UUID(arguments["roster_id"])
    stored = roster_queries.roster(db.session(), UUID(arguments["platform_id"]), roster_id)
    try:
        members = _read_shown(stored, arguments["digest"])
    except (FetchFailed, LtiRosterChanged) as failure:
        _end(arguments, str(failure.parameters.get("reason", failure.code)))
        return
    differences = rosters.compare(roster_queries.expected_members(db.session(), roster_id), members)
    with transaction() as session:
        applied_by = UUID(arguments["applied_by"])
        rosters.begin_application(
            session, roster_id, differences, applied_by=applied_by, now=utc_now()
        )
    yield from _store(roster_id, differences)
    yield from _enrol(stored)
    _end(arguments, None)


def _read_shown(stored: StoredRoster, digest: str) -> Sequence[PlatformMember]:
    """The learners at the platform. Raises FetchFailed, or LtiRosterChanged for another list."""
    platform = queries.platform(db.session(), stored.roster.platform_id)
    members = read_roster(platform, stored).learners
    if rosters.members_digest(members) != digest:
        raise LtiRosterChanged()
    return members


def _end(arguments: ApplicationArguments, problem: str | None) -> None:
    job_id, attempt = UUID(arguments["job_id"]), arguments["job_attempt"]
    with transaction() as session:
        note_problem(session, job_id, problem, attempt=attempt)


def _store(roster_id: UUID, differences: Differences) -> Iterator[int]:
    total = len(differences.changed) + len(differences.left)
    done = 0
    for batch in _batches(differences.changed, BATCH_SIZE):
        with transaction() as session:
            rosters.store_members(session, roster_id, batch, now=utc_now())
        done += len(batch)
        yield STORED_PERCENT * done // total
    for leaving in _batches(differences.left, BATCH_SIZE):
        with transaction() as session:
            rosters.mark_left(session, roster_id, leaving, now=utc_now())
        done += len(leaving)
        yield STORED_PERCENT * done // total


def _enrol(stored: StoredRoster) -> Iterator[int]:
    """Enrol active members who have an account here and have agreed to learning.

    Everybody else is asked for consent at their first launch, and is enrolled then.
    """
    course_code, done = stored.roster.course_code, 0
    candidates = _candidates(stored) if course_code else []
    for batch in _batches(candidates, ENROLMENT_BATCH_SIZE):
        try:
            with transaction() as session:
                for person_id in batch:
                    if not enrolments_in_course(session, person_id, course_code):
                        join_course(
                            session, person_id=person_id, course_code=course_code, now=utc_now()
                        )
        except (CourseClosed, CourseNotFound):  # whoever opens the course is told so there
            return
        done += len(batch)
        yield STORED_PERCENT + (100 - STORED_PERCENT) * done // len(candidates)


def _candidates(stored: StoredRoster) -> list[UUID]:
    session = db.session()
    session.rollback()  # so that the members just stored are visible
    expected = roster_queries.expected_members(session, stored.id)
    active = {member.subject for member in expected if member.state == "active"}
    people = roster_queries.people_of_members(session, stored.id)
    candidates = {person_id for subject, person_id in people.items() if subject in active}
    return sorted(people_with_consent(session, candidates, "learning"))


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
