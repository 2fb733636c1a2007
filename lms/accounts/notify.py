"""Send a message to a person, at their contact and in their language."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.queries import PersonProfile
from lms.kernel.outbox import add_message


def notify_person(
    session: Session, person: PersonProfile, template: str, *, now: datetime, **parameters: str
) -> None:
    """Queue a message, sealed with the person's key.

    `parameters` are those of the template, besides `language` and `name`. People who sign in
    through a learning platform may have no contact; they get no message.
    """
    if not person.contact.address:
        return
    add_message(
        session,
        person_id=person.id,
        key_id=person.data_key_id,
        channel=person.contact.channel,
        address=person.contact.address,
        template=template,
        parameters={"language": person.language, "name": person.name, **parameters},
        now=now,
    )
