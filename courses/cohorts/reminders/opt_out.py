"""Opting out of reminders, by the link in a reminder or on the page of personal data."""

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
    """URL of the page that stops reminders, for one reminder."""
    token = _token(session, reminder_id)
    return f"{get_ports(session).public_url}/no-reminders/{reminder_id}/{token}"


def person_for_opt_out_link(session: Session, reminder_id: UUID, token: str) -> UUID:
    """The person whom an opt-out link belongs to. Raises ReminderLinkUnknown."""
    expected = _token(session, reminder_id).encode()
    if not hmac.compare_digest(expected, token.encode("utf-8", "replace")):
        raise ReminderLinkUnknown()
    return reminded_person(session, reminder_id)


def stop_reminders(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Opt a person out of reminders and cancel their unsent messages."""
    cancel_messages(session, opt_out(session, person_id, now=now))


def _token(session: Session, reminder_id: UUID) -> str:
    return derive_token(get_ports(session).server_key.derive(b"reminders"), reminder_id)
