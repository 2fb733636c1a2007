"""Passes the report of a suspect certificate to the administrators, who alone can look into it."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.queries import person_profile
from lms.accounts.roles.queries import list_administrators
from lms.workflows.accounts.notify_person import notify_person


def report_certificate(
    session: Session, *, number: str, account: str, reply_to: str, now: datetime
) -> int:
    """A message to each administrator; gives how many. `account` is what the reporter saw.

    Nothing else of the report is kept: it is sealed with the key of the person it is sent to.
    """
    report = {"number": number, "account": account, "reply_to": reply_to}
    receivers = [person_profile(session, person_id) for person_id in list_administrators(session)]
    for person in receivers:
        notify_person(session, person, "suspect-certificate", now=now, **report)
    return len(receivers)
