"""Permissions for a learner, on the platform or where that person learns."""

from uuid import UUID

from courses.catalogue.role_scopes import scopes_of_learner
from lms.extensions import db
from lms.kernel.errors import NotAllowed
from lms.organisations.members.queries import memberships_of
from lms.organisations.queries import ancestor_ids
from lms.web.access.auth import SignedInPerson, current_person


def require_for_learner(permission: str, learner_id: UUID) -> SignedInPerson:
    """Return the person of this request. Raises SignInRequired or NotAllowed."""
    person = current_person()
    if not may_for_learner(person, permission, learner_id):
        raise NotAllowed(permission=permission)
    return person


def may_for_learner(person: SignedInPerson, permission: str, learner_id: UUID) -> bool:
    """Whether the person has a permission for the learner."""
    if person.may(permission):
        return True
    session = db.session()
    scopes = scopes_of_learner(session, learner_id)
    if any(person.may(permission, kind, scope_id) for kind, scope_id in scopes):
        return True
    return any(
        person.may(
            permission,
            "organisation",
            membership.organisation_id,
            above=ancestor_ids(session, membership.organisation_id),
        )
        for membership in memberships_of(session, learner_id)
    )
