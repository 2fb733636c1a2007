"""A link that a member's coordinator shows them, for who cannot sign in and has no e-mail.

Whoever holds a link can become its person. So a coordinator makes none for people who can do more
than learn: not for a coordinator elsewhere, nor for somebody who waits to become one. A link that
was made before closes once its person becomes such, or leaves, or its maker's role ends.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.queries import person_profile
from lms.accounts.roles.queries import is_staff
from lms.accounts.service import lock_person
from lms.accounts.sign_in.service import make_link_in_person
from lms.kernel.errors import NotAllowed
from lms.organisations.claims.queries import claims_of
from lms.organisations.members.queries import Member, member


def make_link_for_member(
    session: Session,
    *,
    person_id: UUID,
    organisation_id: UUID,
    grants_roles: bool,
    token: str,
    made_by: UUID,
    now: datetime,
) -> None:
    """`grants_roles`: its maker may give roles, so a link gives them nothing that they lack.

    Raises PersonNotFound, MembershipNotFound or NotAllowed.
    """
    lock_person(session, person_id)  # what happens at the same time is seen here, or closes it
    found = member(session, person_id=person_id, organisation_id=organisation_id)
    if not can_have_link(session, found, grants_roles=grants_roles):
        raise NotAllowed(permission="role.grant")
    make_link_in_person(session, person_id, token=token, made_by=made_by, now=now)


def can_have_link(session: Session, found: Member, *, grants_roles: bool) -> bool:
    """Who was written down and has not joined comes by their invitation."""
    if not (found.has_joined and person_profile(session, found.person_id).is_active):
        return False
    return grants_roles or not (
        is_staff(session, found.person_id)
        or any(claim.state == "open" for claim in claims_of(session, found.person_id))
    )
