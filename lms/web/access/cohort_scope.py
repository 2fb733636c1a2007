"""Permissions in a cohort, from its own scope, its organisation or the ancestors of that."""

from uuid import UUID

from courses.enrolment.queries import CohortProgress
from lms.extensions import db
from lms.organisations.queries import ancestor_ids
from lms.web.access.auth import SignedInPerson


def find_scope(staff: SignedInPerson, permission: str) -> tuple[str, UUID | None]:
    """Return a scope in which the person has a permission, else the platform."""
    scopes = ((grant.scope_type, grant.scope_id) for grant in staff.grants)
    return next((scope for scope in scopes if staff.may(permission, *scope)), ("platform", None))


def may_in_cohort(staff: SignedInPerson, permission: str, cohort: CohortProgress) -> bool:
    """Whether the person has a permission in the cohort."""
    if staff.may(permission, "cohort", cohort.id):
        return True
    above = ancestor_ids(db.session(), cohort.organisation_id) if cohort.organisation_id else ()
    return staff.may(permission, "cohort", cohort.id, above=above)
