"""Close sign-in links that their makers could abuse. Callers commit.

The maker of a link can take over the account of its person. So links close once the account has
more rights than its maker, or once the maker has lost the right to make links.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.accounts.roles.queries import list_administrators
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.database.later_of import later_of


def revoke_links_by_others(
    session: Session, person_id: UUID, *, now: datetime, trusted: UUID | None = None
) -> None:
    """Close the person's links, except those made by administrators, the server, themselves or
    `trusted`.

    Called when the person gets a role or leaves the organisation of the maker.
    """
    trusted_makers = [*list_administrators(session), person_id, *([trusted] if trusted else [])]
    by_others = SignInLink.made_by.is_not(None), SignInLink.made_by.not_in(trusted_makers)
    links = SignInLink.person_id == person_id, SignInLink.used_at.is_(None)
    session.execute(
        update(SignInLink)
        .where(*links, *by_others)
        .values(used_at=later_of(now, SignInLink.made_at))
    )


def revoke_links_made_by(session: Session, maker_id: UUID, *, now: datetime) -> None:
    """Close the links that this person, whose role has ended, has made for others."""
    made = SignInLink.made_by == maker_id, SignInLink.person_id != maker_id
    unused = SignInLink.used_at.is_(None)
    session.execute(
        update(SignInLink).where(*made, unused).values(used_at=later_of(now, SignInLink.made_at))
    )
