"""Sends reports of suspect certificates to the administrators."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.notify import notify_person
from lms.accounts.queries import person_profile
from lms.accounts.roles.queries import list_administrators


def report_certificate(
    session: Session, *, number: str, account: str, reply_to: str, now: datetime
) -> int:
    """Send a message to each administrator; return their number.

    `account` is the text of the reporter. The report is stored only in these messages, each sealed
    with the key of its recipient.
    """
    report = {"number": number, "account": account, "reply_to": reply_to}
    recipients = [person_profile(session, person_id) for person_id in list_administrators(session)]
    for person in recipients:
        notify_person(session, person, "suspect-certificate", now=now, **report)
    return len(recipients)
