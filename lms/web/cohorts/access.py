"""May the person of this request do this in a class? The first line of each route of classes.

A role in the class counts, and one in its organisation or above it. Whoever may not see a class is
told that there is none. The open class of those who learn alone belongs to nobody.
"""

from dataclasses import dataclass
from uuid import UUID

from courses.cohorts.errors import CohortNotFound
from courses.cohorts.queries import CohortView, cohort
from lms.extensions import db
from lms.kernel.errors import NotAllowed
from lms.organisations import queries
from lms.organisations.queries import OrganisationView
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.texts.language import current_language


@dataclass(frozen=True, slots=True)
class CohortAccess:
    """The person, the class, its organisation, and what stands above it."""

    person: SignedInPerson
    cohort: CohortView
    organisation: OrganisationView
    line: tuple[UUID, ...]

    def may(self, permission: str) -> bool:
        return self.person.may(permission, "cohort", self.cohort.id, self.line)

    def may_above(self, permission: str) -> bool:
        """The same in the organisation of the class: a role in the class alone ends there."""
        return self.person.may(permission, "organisation", self.organisation.id, self.line)


def require_in_cohort(permission: str, cohort_id: UUID) -> CohortAccess:
    """Raises SignInRequired, CohortNotFound or NotAllowed."""
    person = current_person()
    found = cohort(db.session(), cohort_id, language=current_language())
    if found.organisation_id is None:
        raise CohortNotFound()
    organisation, line = queries.organisation_with_ancestors(db.session(), found.organisation_id)
    if not person.may("cohort.see", "cohort", cohort_id, line):
        raise CohortNotFound()
    if not person.may(permission, "cohort", cohort_id, line):
        raise NotAllowed(permission=permission)
    return CohortAccess(person, found, organisation, line)
