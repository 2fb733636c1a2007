"""Create and claim organisations, decide claims, transfer coordination, end memberships."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohorts_of
from lms.accounts.notify import notify_person
from lms.accounts.provinces import province
from lms.accounts.queries import PersonProfile, person_profile
from lms.accounts.roles import queries as role_queries
from lms.accounts.roles import service as roles
from lms.accounts.service import lock_person
from lms.accounts.sign_in.link_revocation import revoke_links_by_others
from lms.kernel.ports import get_ports
from lms.organisations import queries as organisations
from lms.organisations import service as organisation_service
from lms.organisations.claims import queries as claims
from lms.organisations.claims.queries import Claim
from lms.organisations.claims.service import decide_on_claim, submit_claim
from lms.organisations.members import service as members
from lms.organisations.members.errors import CoordinatorStays, NotJoinedYet
from lms.organisations.members.queries import member
from lms.organisations.service import OrganisationDetails
from lms.workflows.completion.plan_rules import leave_approval_cohorts

Decision = Literal["approved", "refused"]


def create_organisation(
    session: Session,
    *,
    person_id: UUID,
    kind: str,
    facts: OrganisationDetails,
    parent_id: UUID | None,
    authority: str,
    now: datetime,
) -> UUID:
    """Create an organisation that waits for approval, with the founder's claim to coordinate it.

    Raises ProvinceUnknown and what the two services raise.
    """
    if facts.province_code:
        province(facts.province_code)
    lock_person(session, person_id)  # serialises concurrent requests
    organisation_id = organisation_service.create_organisation(
        session, kind=kind, facts=facts, parent_id=parent_id, founded_by=person_id, now=now
    )
    claim_organisation(
        session,
        person_id=person_id,
        organisation_id=organisation_id,
        authority=authority,
        now=now,
    )
    return organisation_id


def claim_organisation(
    session: Session, *, person_id: UUID, organisation_id: UUID, authority: str, now: datetime
) -> UUID:
    """Submit a claim to coordinate an existing organisation, and return its id.

    Closes the sign-in links that others have made for the person, since they would give access to
    the role. Raises OrganisationNotFound, PersonNotFound, TextMissing or ClaimPending.
    """
    organisations.organisation(session, organisation_id)
    lock_person(session, person_id)
    claim_id = submit_claim(
        session,
        organisation_id=organisation_id,
        person_id=person_id,
        person_key_id=person_profile(session, person_id).data_key_id,
        authority=authority,
        now=now,
    )
    revoke_links_by_others(session, person_id, now=now)
    return claim_id


def decide_claim(
    session: Session, claim_id: UUID, *, decision: Decision, decided_by: UUID, now: datetime
) -> None:
    """Approve or refuse a claim, and notify the claimant.

    An approved claimant joins and coordinates the organisation, which is approved too. If the last
    open claim to an applied organisation is refused, the organisation is refused as well. Raises
    ClaimNotFound, ClaimDecided, OwnClaim, or OrganisationNotApproved for a refused organisation.
    """
    claim = claims.claim(session, claim_id)
    claimant = person_profile(session, claim.person_id)  # the role may end their contact
    decide_on_claim(session, claim_id, decision=decision, decided_by=decided_by, now=now)
    is_last = not claims.has_open_claim(session, claim.organisation_id)
    if claim.organisation_state != "approved" and (decision == "approved" or is_last):
        organisation_service.decide_on_organisation(
            session, claim.organisation_id, decision=decision, decided_by=decided_by, now=now
        )
    if decision == "approved":
        _make_coordinator(session, claim.person_id, claim.organisation_id, decided_by, now)
    _notify_claimant(session, claim, claimant, decision, now)


def transfer_coordination(
    session: Session,
    *,
    organisation_id: UUID,
    receiver_id: UUID,
    given_by: UUID,
    now: datetime,
) -> None:
    """Make another member the coordinator, and end the giver's role in this organisation.

    Givers from an organisation above, and administrators, have no role there to end. Closes the
    sign-in links that others have made for the new coordinator. Raises MembershipNotFound or
    NotJoinedYet.
    """
    receiver = member(session, person_id=receiver_id, organisation_id=organisation_id)
    if not receiver.has_joined:
        raise NotJoinedYet()
    _make_coordinator(session, receiver_id, organisation_id, given_by, now)
    revoke_links_by_others(session, receiver_id, now=now)
    if receiver_id != given_by:
        for grant_id in _coordinator_grants(session, given_by, organisation_id):
            roles.end_role(session, grant_id, ended_by=given_by, now=now)


def end_membership(
    session: Session, *, person_id: UUID, organisation_id: UUID, ended_by: UUID, now: datetime
) -> None:
    """End a membership, and with it the person's facilitator roles in cohorts of the organisation.

    The person leaves cohorts whose coordinators review plans. Sign-in links that coordinators have
    made for the person close. Raises CoordinatorStays if the person coordinates the organisation,
    or MembershipNotFound.
    """
    if _coordinator_grants(session, person_id, organisation_id):
        raise CoordinatorStays()
    members.leave_organisation(
        session,
        person_id=person_id,
        organisation_id=organisation_id,
        ended_by=ended_by,
        now=now,
    )
    cohorts = cohorts_of(session, [organisation_id], language="id")
    leave_approval_cohorts(session, person_id, cohorts, now=now)
    lock_person(session, person_id)  # locked after the membership, as in `transfer_coordination`
    revoke_links_by_others(session, person_id, now=now)
    cohort_ids = {cohort.id for cohort in cohorts}
    for grant in role_queries.open_grants(session, person_id):
        if grant.role == "facilitator" and grant.scope_id in cohort_ids:
            roles.end_role(session, grant.id, ended_by=ended_by, now=now)


def _make_coordinator(
    session: Session, person_id: UUID, organisation_id: UUID, granted_by: UUID, now: datetime
) -> None:
    members.join_organisation(
        session, person_id=person_id, organisation_id=organisation_id, now=now
    )
    roles.grant_role(
        session,
        person_id=person_id,
        role="coordinator",
        scope_type="organisation",
        scope_id=organisation_id,
        granted_by=granted_by,
        now=now,
    )


def _notify_claimant(
    session: Session, claim: Claim, person: PersonProfile, decision: Decision, now: datetime
) -> None:
    """Send the decision, with a link to the organisation or to the list of claims."""
    if not person.is_active:
        return
    own = f"{get_ports(session).public_url}/organisations"
    notify_person(
        session,
        person,
        f"coordinator-{decision}",
        organisation=claim.organisation_name,
        address=f"{own}/{claim.organisation_id}" if decision == "approved" else own,
        now=now,
    )


def _coordinator_grants(session: Session, person_id: UUID, organisation_id: UUID) -> list[UUID]:
    held = role_queries.open_grants(session, person_id)
    wanted = ("coordinator", "organisation", organisation_id)
    return [grant.id for grant in held if (grant.role, grant.scope_type, grant.scope_id) == wanted]
