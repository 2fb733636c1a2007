"""Passes the report of a suspect certificate to the administrators, who alone can look into it."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.queries import person_profile
from lms.accounts.roles.queries import administrators
from lms.kernel.outbox import add_message


def report_certificate(
    session: Session, *, number: str, account: str, reply_to: str, now: datetime
) -> int:
    """A message to each administrator; gives how many. `account` is what the reporter saw.

    Nothing else of the report is kept: it is sealed with the key of the person it is sent to.
    """
    receivers = [person_profile(session, person_id) for person_id in administrators(session)]
    for person in receivers:
        add_message(
            session,
            person_id=person.id,
            key_id=person.data_key_id,
            channel=person.contact.channel,
            address=person.contact.address,
            template="suspect-certificate",
            parameters={
                "language": person.language,
                "number": number,
                "account": account,
                "reply_to": reply_to,
            },
            now=now,
        )
    return len(receivers)
