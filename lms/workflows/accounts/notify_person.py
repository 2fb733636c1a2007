"""A message to one person, at the contact that counts and in their language."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.accounts.queries import PersonProfile
from lms.kernel.outbox import add_message


def notify_person(
    session: Session, person: PersonProfile, template: str, *, now: datetime, **parameters: str
) -> None:
    """Sealed with the person's own key. `parameters` are what the template asks for, besides the
    language and the name, which each gets."""
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
