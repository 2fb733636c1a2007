"""May the person of this request do this in an organisation? The first line of each route here.

Whoever may not even see an organisation is told that there is none; who sees it and may not do
this is told so. A role in an organisation holds in all below it.
"""

from dataclasses import dataclass
from uuid import UUID

from lms.extensions import db
from lms.kernel.errors import NotAllowed
from lms.organisations import queries
from lms.organisations.errors import OrganisationNotApproved, OrganisationNotFound
from lms.organisations.queries import OrganisationView
from lms.web.access.auth import SignedInPerson, current_person


@dataclass(frozen=True, slots=True)
class Access:
    """The person, the organisation, and what stands above it."""

    person: SignedInPerson
    organisation: OrganisationView
    line: tuple[UUID, ...]

    def may(self, permission: str) -> bool:
        return self.person.may(permission, "organisation", self.organisation.id, self.line)


def require_in(permission: str, organisation_id: UUID, *, is_approved: bool = True) -> Access:
    """Raises SignInRequired, OrganisationNotFound, NotAllowed or OrganisationNotApproved."""
    person = current_person()
    organisation, line = queries.organisation_with_ancestors(db.session(), organisation_id)
    access = Access(person, organisation, line)
    if not access.may("organisation.see"):
        raise OrganisationNotFound()
    if not access.may(permission):
        raise NotAllowed(permission=permission)
    if is_approved and not organisation.is_approved:
        raise OrganisationNotApproved()
    return access
