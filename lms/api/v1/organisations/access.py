"""Which organisations a token reaches."""

from uuid import UUID

from lms.accounts.queries import has_permission
from lms.api.v1.operations import Call
from lms.extensions import db
from lms.organisations import queries as organisations
from lms.organisations.errors import OrganisationNotApproved, OrganisationNotFound


def require_organisation(call: Call, permission: str, organisation_id: UUID) -> None:
    """Raises OrganisationNotFound or OrganisationNotApproved.

    A person's token gives access to the organisations of their roles, a service's token to all.
    """
    session, person_id = db.session(), call.program.person_id
    organisation = organisations.organisation(session, organisation_id)
    if person_id is not None:
        ancestors = organisations.ancestor_ids(session, organisation_id)
        scope = ("organisation", organisation_id, ancestors)
        if not has_permission(session, person_id, permission, *scope):
            raise OrganisationNotFound()
    if not organisation.is_approved:
        raise OrganisationNotApproved()
