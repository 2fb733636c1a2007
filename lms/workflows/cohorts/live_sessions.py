"""Use cases of live sessions, and the job that counts attendance when a session is over."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts import service as cohort_service
from courses.cohorts.live_sessions import service
from courses.cohorts.live_sessions.queries import live_sessions
from courses.cohorts.live_sessions.service import LiveSessionDetails
from courses.cohorts.queries import cohort
from courses.cohorts.service import CohortDetails
from lms.accounts.provinces import province
from lms.kernel.audit import record
from lms.kernel.jobs import add_job
from lms.workflows.completion.plan_rules import award_submitted_plans, release_former_members

COUNT: Final = "count-attendance"


def make_live_session(
    session: Session, *, cohort_id: UUID, facts: LiveSessionDetails, made_by: UUID, now: datetime
) -> UUID:
    """Create a live session and schedule the counting of its attendance.

    Raises ProvinceUnknown, LiveSessionTimesInvalid, ModuleNotTaught or TextMissing.
    """
    province(facts.province_code)
    live_session_id = service.make_live_session(
        session, cohort_id=cohort_id, facts=facts, made_by=made_by, now=now
    )
    _record(session, "live-session.made", live_session_id, made_by, now)
    _count_when_over(session, live_session_id, facts.ends_at, now)
    return live_session_id


def change_live_session(
    session: Session,
    live_session_id: UUID,
    *,
    cohort_id: UUID,
    facts: LiveSessionDetails,
    changed_by: UUID,
    now: datetime,
) -> None:
    """Change a live session; recorded attendance stays.

    Raises LiveSessionNotFound, LiveSessionCancelled and the errors of `make_live_session`.
    """
    province(facts.province_code)
    service.change_live_session(session, live_session_id, cohort_id=cohort_id, facts=facts, now=now)
    _record(session, "live-session.changed", live_session_id, changed_by, now)
    _count_when_over(session, live_session_id, facts.ends_at, now)


def cancel_live_session(
    session: Session, live_session_id: UUID, *, cohort_id: UUID, cancelled_by: UUID, now: datetime
) -> None:
    """Cancel a live session and recount attendance, since modules need one session less.

    Raises LiveSessionNotFound.
    """
    is_changed = service.cancel_live_session(session, live_session_id, cohort_id=cohort_id, now=now)
    if is_changed:
        _record(session, "live-session.cancelled", live_session_id, cancelled_by, now)
        _count_past_sessions(session, cohort_id, now)


def change_cohort(
    session: Session, cohort_id: UUID, *, facts: CohortDetails, now: datetime
) -> None:
    """Change the details of a cohort and apply changed rules to its learners.

    Attendance that begins to count also counts for past sessions. When submitted plans suffice,
    learners who waited for a review complete the course. When plans need approval, people who left
    the organisation leave the cohort. Raises the errors of `cohort_service.change_cohort`.
    """
    before = cohort(session, cohort_id, language="id")
    cohort_service.change_cohort(session, cohort_id, facts=facts)
    if facts.is_attendance_counted and not before.is_attendance_counted:
        _count_past_sessions(session, cohort_id, now)
    if facts.plan_rule == "submitted" and before.plan_rule != "submitted":
        award_submitted_plans(session, cohort_id, now=now)
    elif facts.plan_rule == "approved":
        release_former_members(session, cohort_id, organisation_id=before.organisation_id, now=now)


def _count_past_sessions(session: Session, cohort_id: UUID, now: datetime) -> None:
    for live in live_sessions(session, cohort_id):
        if live.is_over(now) and not live.is_cancelled:
            _count_when_over(session, live.id, now, now)


def _count_when_over(
    session: Session, live_session_id: UUID, due_at: datetime, now: datetime
) -> None:
    """Schedule counting at `due_at`. After a change the job of the old time has nothing to do."""
    add_job(
        session,
        kind=COUNT,
        key=f"{COUNT}:{live_session_id}:{due_at.isoformat()}",
        arguments={"live_session_id": str(live_session_id)},
        now=now,
        due_at=due_at,
    )


def _record(
    session: Session, action: str, live_session_id: UUID, actor_id: UUID, now: datetime
) -> None:
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="live-session",
        subject_id=live_session_id,
        now=now,
    )
