"""Who wants no reminders says so by the link in one of them, or on the page of their data."""

import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.reminders.errors import ReminderLinkUnknown
from courses.cohorts.reminders.queries import reminded_person
from courses.cohorts.reminders.service import opt_out
from lms.kernel.outbox import cancel_messages
from lms.kernel.ports import get_ports
from lms.kernel.tokens import derive_token


def opt_out_address(session: Session, reminder_id: UUID) -> str:
    token = _token(session, reminder_id)
    return f"{get_ports(session).public_url}/no-reminders/{reminder_id}/{token}"


def person_for_opt_out_link(session: Session, reminder_id: UUID, token: str) -> UUID:
    """Raises ReminderLinkUnknown."""
    right = _token(session, reminder_id).encode()
    if not hmac.compare_digest(right, token.encode("utf-8", "replace")):
        raise ReminderLinkUnknown()
    return reminded_person(session, reminder_id)


def stop_reminders(session: Session, person_id: UUID, *, now: datetime) -> None:
    """What waits for the morning does not go any more."""
    cancel_messages(session, opt_out(session, person_id, now=now))


def _token(session: Session, reminder_id: UUID) -> str:
    return derive_token(get_ports(session).server_key.derive(b"reminders"), reminder_id)
