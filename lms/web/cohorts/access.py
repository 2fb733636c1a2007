"""Permission checks of cohort pages; each route calls `require_in_cohort` first.

A role in the cohort counts, in its organisation, or in an organisation above it. For people who may
not see a cohort it does not exist. Cohorts of independent learners have no pages.
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
    """Current person and cohort, its organisation, and the ids of the organisations above it."""

    person: SignedInPerson
    cohort: CohortView
    organisation: OrganisationView
    line: tuple[UUID, ...]

    def may(self, permission: str) -> bool:
        """Whether the person has a permission in the cohort."""
        return self.person.may(permission, "cohort", self.cohort.id, self.line)

    def may_above(self, permission: str) -> bool:
        """Whether the person has a permission in the organisation of the cohort."""
        return self.person.may(permission, "organisation", self.organisation.id, self.line)


def require_in_cohort(permission: str, cohort_id: UUID) -> CohortAccess:
    """Check a permission. Raises SignInRequired, CohortNotFound or NotAllowed."""
    person = current_person()
    view = cohort(db.session(), cohort_id, language=current_language())
    if view.organisation_id is None:
        raise CohortNotFound()
    organisation, line = queries.organisation_with_ancestors(db.session(), view.organisation_id)
    if not person.may("cohort.see", "cohort", cohort_id, line):
        raise CohortNotFound()
    if not person.may(permission, "cohort", cohort_id, line):
        raise NotAllowed(permission=permission)
    return CohortAccess(person, view, organisation, line)
