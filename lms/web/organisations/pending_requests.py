"""Numbers of requests that wait for an approver, for links and the home page."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.accounts.permissions import scopes_with
from lms.extensions import db
from lms.organisations.claims.queries import Claim, count_open_claims, unseen_approvals
from lms.web.access.auth import SignedInPerson
from lms.web.certificate_admin.name_corrections import count_decidable
from lms.web.organisations.moving import moves_to_answer
from lms.workflows.organisations.move_organisation import APPROVE


def count_requests(person: SignedInPerson) -> int:
    """Number of claims and moves that a person can decide; without approvers' roles no query."""
    is_for_all = person.may(APPROVE)
    tops = scopes_with(person.grants, APPROVE, "organisation")
    if not (is_for_all or tops):
        return 0
    scope = None if is_for_all else tops
    claims = count_open_claims(db.session(), scope, other_than=person.id)
    return claims + len(moves_to_answer(person, scope))


@dataclass(frozen=True, slots=True)
class Coordinating:
    """News for the home page of coordinators: unseen approvals and waiting requests."""

    approved: Sequence[Claim]
    requests: int
    corrections: int


def coordinating(person: SignedInPerson) -> Coordinating | None:
    """News of a coordinator or approver; None for others, without a query."""
    if not (person.is_coordinator or person.may(APPROVE)):
        return None
    coordinated = scopes_with(person.grants, "organisation.see", "organisation")
    unseen = unseen_approvals(db.session(), person.id) if coordinated else []
    approved = [claim for claim in unseen if claim.organisation_id in coordinated]
    return Coordinating(approved, count_requests(person), count_decidable(person) or 0)
