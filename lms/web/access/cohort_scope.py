"""May somebody do this in one class: there, in its organisation or above that, or everywhere?"""

from uuid import UUID

from courses.enrolment.queries import CohortProgress
from lms.extensions import db
from lms.organisations.queries import ancestor_ids
from lms.web.access.auth import SignedInPerson


def find_scope(staff: SignedInPerson, permission: str) -> tuple[str, UUID | None]:
    """A scope in which they may, to ask a page for; the platform where there is none."""
    places = ((grant.scope_type, grant.scope_id) for grant in staff.grants)
    return next((place for place in places if staff.may(permission, *place)), ("platform", None))


def may_in_cohort(staff: SignedInPerson, permission: str, one: CohortProgress) -> bool:
    if staff.may(permission, "cohort", one.id):
        return True
    above = ancestor_ids(db.session(), one.organisation_id) if one.organisation_id else ()
    return staff.may(permission, "cohort", one.id, above=above)
