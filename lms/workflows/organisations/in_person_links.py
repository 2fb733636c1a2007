"""Sign-in links that coordinators show to members in person, for people without e-mail.

The maker of a link can take over the account. So coordinators can make links only for learners, not
for staff or for people with an open claim. Links close when their person gets a role or leaves, and
when the role of their maker ends.
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
    """Make a link for a member.

    `grants_roles`: the maker may grant roles, so the link gives them no new rights. Raises
    PersonNotFound, MembershipNotFound or NotAllowed.
    """
    lock_person(session, person_id)  # serialises with grants and claims, which close links
    membership = member(session, person_id=person_id, organisation_id=organisation_id)
    if not can_have_link(session, membership, grants_roles=grants_roles):
        raise NotAllowed(permission="role.grant")
    make_link_in_person(session, person_id, token=token, made_by=made_by, now=now)


def can_have_link(session: Session, membership: Member, *, grants_roles: bool) -> bool:
    """May a link be made for this member? Members who have not joined use their invitation."""
    if not (membership.has_joined and person_profile(session, membership.person_id).is_active):
        return False
    return grants_roles or not (
        is_staff(session, membership.person_id)
        or any(claim.state == "open" for claim in claims_of(session, membership.person_id))
    )
