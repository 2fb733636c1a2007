"""Page of open claims and moves of organisations, with their decisions."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.permissions import scopes_with
from lms.accounts.queries import PersonProfile, person_profile
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.organisations import queries
from lms.organisations.claims import queries as claims
from lms.organisations.claims.errors import ClaimNotFound
from lms.organisations.claims.queries import Claim
from lms.organisations.queries import OrganisationView
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.access.new_role import warn_without_way_in
from lms.web.organisations.blueprint import bp
from lms.web.organisations.labels import KIND_LABELS, province_name
from lms.web.organisations.moving import moves_to_answer
from lms.workflows.organisations.coordinators import Decision, decide_claim

DECISIONS = ("approved", "refused")


@dataclass(frozen=True, slots=True)
class Request:
    """A claim with the data that its approver needs."""

    claim: Claim
    organisation: OrganisationView
    person: PersonProfile
    authority: str


@bp.get("/requests")
def requests() -> ResponseReturnValue:
    """Open claims and moves that the current person can decide. Raises NotAllowed."""
    person = current_person()
    tops = scopes_with(person.grants, "organisation.approve", "organisation")
    is_for_all = person.may("organisation.approve")
    if not (is_for_all or tops):
        raise NotAllowed(permission="organisation.approve")
    open_claims = claims.open_claims(db.session(), None if is_for_all else tops)
    waiting = [_request(claim) for claim in open_claims if may_decide(person, claim)]
    return render_template(
        "organisations/requests.html",
        waiting=waiting,
        moves=moves_to_answer(person, None if is_for_all else tops),
        kinds=KIND_LABELS,
        province_name=province_name,
        is_staff=person.is_staff,
    )


@bp.post("/requests/<uuid:claim_id>/decide")
def decide(claim_id: UUID) -> ResponseReturnValue:
    person = current_person()
    claim = claims.claim(db.session(), claim_id)
    if not may_decide(person, claim):
        raise ClaimNotFound()
    decision = request.form.get("decision", "")
    if decision not in DECISIONS:
        return redirect(url_for(".requests"), 303)
    with transaction() as session:
        decide_claim(
            session,
            claim_id,
            decision=cast(Decision, decision),
            decided_by=person.id,
            now=utc_now(),
        )
    flash(_("Approved. They can begin at once.") if decision == "approved" else _("Not approved."))
    if decision == "approved":
        warn_without_way_in(claim.person_id)
    return redirect(url_for(".requests"), 303)


def may_decide(person: SignedInPerson, claim: Claim) -> bool:
    """Whether a person may decide a claim: administrators, and coordinators above it."""
    if claim.person_id == person.id:
        return False
    if claim.parent_id is None:
        return person.may("organisation.approve")
    line = queries.ancestor_ids(db.session(), claim.parent_id)
    return person.may("organisation.approve", "organisation", claim.parent_id, line)


def _request(claim: Claim) -> Request:
    person = person_profile(db.session(), claim.person_id)
    return Request(
        claim,
        queries.organisation(db.session(), claim.organisation_id),
        person,
        claims.stated_authority(db.session(), claim.id, person_key_id=person.data_key_id),
    )
