"""May somebody do this for one learner: on the whole site, or in a cohort or course of theirs?"""

from uuid import UUID

from courses.scopes.queries import scopes_of_learner
from lms.extensions import db
from lms.kernel.errors import NotAllowed
from lms.web.auth import SignedIn, current_person


def require_for(permission: str, learner_id: UUID) -> SignedIn:
    """The person of this request. Raises SignInNeeded or NotAllowed."""
    person = current_person()
    if not may_for(person, permission, learner_id):
        raise NotAllowed(permission=permission)
    return person


def may_for(person: SignedIn, permission: str, learner_id: UUID) -> bool:
    if person.may(permission):
        return True
    scopes = scopes_of_learner(db.session(), learner_id)
    return any(person.may(permission, kind, scope_id) for kind, scope_id in scopes)
