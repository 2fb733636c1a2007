"""Links close once what allowed them is over. Callers commit.

Whoever holds a link can become its person: an old one must not lead to what its maker lacks.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.accounts.roles.queries import list_administrators
from lms.accounts.sign_in.models import SignInLink


def revoke_links_by_others(
    session: Session, person_id: UUID, *, now: datetime, trusted: UUID | None = None
) -> None:
    """For a person who comes to more than learning, or is their maker's member no longer.

    Open ones stay where an administrator, the server, the person or `trusted` made them.
    """
    may_stay = [*list_administrators(session), person_id, *([trusted] if trusted else [])]
    by_others = SignInLink.made_by.is_not(None), SignInLink.made_by.not_in(may_stay)
    links = SignInLink.person_id == person_id, SignInLink.used_at.is_(None)
    session.execute(update(SignInLink).where(*links, *by_others).values(used_at=now))


def revoke_links_made_by(session: Session, maker_id: UUID, *, now: datetime) -> None:
    """For a maker whose role has ended: the links that they made for other people."""
    made = SignInLink.made_by == maker_id, SignInLink.person_id != maker_id
    unused = SignInLink.used_at.is_(None)
    session.execute(update(SignInLink).where(*made, unused).values(used_at=now))
