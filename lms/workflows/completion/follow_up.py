"""Invites learners to follow-ups, once for each, with a message only if they consented."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from assessments.queries import get_follow_up_months
from courses.follow_up import service as follow_ups
from courses.follow_up.queries import DueFollowUp, due_follow_ups
from lms.accounts.notify import notify_person
from lms.accounts.queries import PersonProfile, has_consented, person_profile
from lms.kernel.jobs import add_job
from lms.kernel.ports import get_ports

INVITE: Final = "invite-follow-ups"
INVITED_AT: Final = time(2, 0, tzinfo=UTC)  # nine in the morning in Jakarta, eleven in Jayapura
CONSENT: Final = "reminders"


def enqueue_invitations(session: Session, *, now: datetime) -> None:
    """Add the job of the next 02:00 UTC, unless it exists."""
    due_at = datetime.combine(now.astimezone(UTC).date(), INVITED_AT)
    if due_at <= now:
        due_at += timedelta(days=1)
    key = f"{INVITE}:{due_at.date().isoformat()}"
    add_job(session, kind=INVITE, key=key, arguments={}, now=now, due_at=due_at)


def list_due_follow_ups(session: Session, *, now: datetime) -> list[DueFollowUp]:
    """All follow-ups that are open and without an invitation."""
    return due_follow_ups(session, get_follow_up_months(session), now=now)


def invite_to_follow_up(session: Session, due: DueFollowUp, *, now: datetime) -> None:
    """Invite a learner on the home page, and by message with their consent. Idempotent."""
    person = person_profile(session, due.person_id)
    if not person.is_active:
        return
    is_notified = has_consented(session, due.person_id, CONSENT)
    is_new = follow_ups.invite(
        session, due.enrolment_id, due.window, is_notified=is_notified, now=now
    )
    if is_new and is_notified:
        _notify(session, person, now=now)


def _notify(session: Session, person: PersonProfile, *, now: datetime) -> None:
    """Send the message, which does not name the course, since phones are shared."""
    site = get_ports(session).public_url
    pages = {"address": f"{site}/home", "wishes": f"{site}/account/data"}
    notify_person(session, person, "follow-up-invitation", now=now, **pages)
