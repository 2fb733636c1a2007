"""Permission checks of organisation pages; each route calls `require_in` first.

For people who may not see an organisation it does not exist (404); people who see it and lack the
permission get 403. A role in an organisation holds in all organisations below it.
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
    """Current person and organisation, and the ids of the organisations above it."""

    person: SignedInPerson
    organisation: OrganisationView
    line: tuple[UUID, ...]

    def may(self, permission: str) -> bool:
        """Whether the person has a permission in the organisation."""
        return self.person.may(permission, "organisation", self.organisation.id, self.line)


def require_in(permission: str, organisation_id: UUID, *, is_approved: bool = True) -> Access:
    """Check a permission of the current person.

    Raises SignInRequired, OrganisationNotFound, NotAllowed or OrganisationNotApproved.
    """
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
