"""Issues certificates to all members of a cohort who met the rules, one transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.enrolment import queries as enrolments
from lms.kernel import audit
from lms.kernel.errors import LmsError
from lms.kernel.jobs import JobState, add_job, newest_job
from lms.kernel.task_context import TaskContext
from lms.workflows.completion.complete_course import award_if_complete

JOB_KIND = "issue-for-cohort"
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CohortResult:
    """Counts of members: `issued` have a certificate now; `rejected` could not get one."""

    members: int
    issued: int
    rejected: int


def request_cohort_issue(
    session: Session, cohort_id: UUID, *, requested_by: UUID | None, now: datetime
) -> UUID:
    """Add the job, unless one is open for this cohort; return its id."""
    running = cohort_job(session, cohort_id)
    if running is not None and running.is_open:
        return running.id
    audit.record(
        session,
        action="certificate.issue-for-class",
        actor_id=requested_by,
        subject_type="cohort",
        subject_id=cohort_id,
        now=now,
    )
    return add_job(
        session,
        kind=JOB_KIND,
        key=f"{_key_of(cohort_id)}{now.isoformat()}",
        arguments={"cohort_id": str(cohort_id)},
        now=now,
    )


def cohort_job(session: Session, cohort_id: UUID) -> JobState | None:
    """Return the newest job of a cohort."""
    return newest_job(session, kind=JOB_KIND, key_begins=_key_of(cohort_id))


def _key_of(cohort_id: UUID) -> str:
    return f"{JOB_KIND}:{cohort_id}:"


def issue_for_cohort(context: TaskContext, cohort_id: UUID, report: Report) -> CohortResult:
    """Issue missing certificates. Idempotent. Calls `report` with done and total members."""
    members = enrolments.enrolments_of_cohort(context.read_session, cohort_id)
    context.read_session.rollback()  # a snapshot held open delays other transactions
    issued = rejected = 0
    for done, enrolment_id in enumerate(members, start=1):
        try:
            with context.transaction() as session:
                certificate_id = award_if_complete(
                    session, enrolment_id=enrolment_id, now=context.now
                )
            issued += certificate_id is not None
        except LmsError:  # an erased member or an unprintable name: continue with the others
            rejected += 1
        report(done, len(members))
    return CohortResult(len(members), issued, rejected)
