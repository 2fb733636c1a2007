"""How much waits for somebody who approves: links lead to it with a number."""

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
    """Claims and moves that this person can decide. Of whoever decides nothing no query is made."""
    is_for_all = person.may(APPROVE)
    tops = scopes_with(person.grants, APPROVE, "organisation")
    if not (is_for_all or tops):
        return 0
    asked_of = None if is_for_all else tops
    claims = count_open_claims(db.session(), asked_of, other_than=person.id)
    return claims + len(moves_to_answer(person, asked_of))


@dataclass(frozen=True, slots=True)
class Coordinating:
    """For the home page: what somebody was let coordinate and has not opened, and what waits."""

    approved: Sequence[Claim]
    requests: int
    corrections: int


def coordinating(person: SignedInPerson) -> Coordinating | None:
    """None for learners, for whom no query is made. A role that has ended is no news any more."""
    if not (person.is_coordinator or person.may(APPROVE)):
        return None
    held = scopes_with(person.grants, "organisation.see", "organisation")
    unseen = unseen_approvals(db.session(), person.id) if held else []
    approved = [one for one in unseen if one.organisation_id in held]
    return Coordinating(approved, count_requests(person), count_decidable(person) or 0)
