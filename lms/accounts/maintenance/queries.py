"""Find accounts whose sign-up by message was never completed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.accounts.models import Consent, Person
from lms.accounts.roles.models import RoleGrant
from lms.accounts.sign_in.models import SignInLink

UNFINISHED_RETENTION: Final = timedelta(days=7)  # the privacy page says so


def unfinished_people(session: Session, *, now: datetime) -> list[UUID]:
    """People who requested an account a week ago and have not chosen a password.

    People whom staff added are excluded, and so are people with a link that is still valid.
    """
    links = SignInLink.person_id == Person.id
    query = select(Person.id).where(
        Person.active,
        Person.password.is_(None),
        Person.created_at < now - UNFINISHED_RETENTION,
        exists().where(links, SignInLink.purpose == "sign-up"),
        ~exists().where(links, SignInLink.made_by.is_not(None)),
        ~exists().where(links, SignInLink.used_at.is_(None), SignInLink.expires_at > now),
        ~exists().where(Consent.person_id == Person.id),
        ~exists().where(RoleGrant.person_id == Person.id),
    )
    return list(session.scalars(query))
