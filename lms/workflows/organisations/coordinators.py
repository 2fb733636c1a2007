"""Who coordinates an organisation: founded and claimed, decided, handed over, left."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohorts_of
from lms.accounts.provinces import province
from lms.accounts.queries import person_profile
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
from lms.workflows.accounts.notify_person import notify_person
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
    """A new organisation that waits for approval, with its founder's claim to coordinate it."""
    if facts.province_code:
        province(facts.province_code)
    lock_person(session, person_id)  # before its row is referred to: two at once queue up
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
    """Ask to coordinate an organisation that is here already.

    Links that others made for the person close: whoever kept one would come to the role by it.
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
    """Approved: the organisation stands, and the claimant joins it and coordinates it.

    Refused: the claimant may state their authority anew; an organisation that nobody else asks to
    coordinate is refused too. Raises OrganisationNotApproved for one that was refused meanwhile.
    """
    asked = claims.claim(session, claim_id)
    decide_on_claim(session, claim_id, decision=decision, decided_by=decided_by, now=now)
    is_last = not claims.has_open_claim(session, asked.organisation_id)
    if asked.organisation_state != "approved" and (decision == "approved" or is_last):
        organisation_service.decide_on_organisation(
            session, asked.organisation_id, decision=decision, decided_by=decided_by, now=now
        )
    if decision == "approved":
        _make_coordinator(session, asked.person_id, asked.organisation_id, decided_by, now)
    _notify_claimant(session, asked, decision, now)


def transfer_coordination(
    session: Session,
    *,
    organisation_id: UUID,
    receiver_id: UUID,
    given_by: UUID,
    now: datetime,
) -> None:
    """Another member coordinates from now on; the giver's own role there ends with it.

    The giver, too, keeps no link to the receiver's account, unless they are an administrator.
    Whoever gives it from above, or as an administrator, has no role there that could end.

    Raises MembershipNotFound or NotJoinedYet.
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
    """A member leaves, or is let go, and facilitates no class of it any more.

    From a class where plans wait for a word they go on alone: nobody there reads theirs any more.
    Links that its coordinators made for them close.

    Raises CoordinatorStays while they coordinate it, or MembershipNotFound.
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
    classes = cohorts_of(session, [organisation_id], language="id")
    leave_approval_cohorts(session, person_id, classes, now=now)
    lock_person(session, person_id)  # after the membership, as where members become coordinators
    revoke_links_by_others(session, person_id, now=now)
    class_ids = {one.id for one in classes}
    for grant in role_queries.open_grants(session, person_id):
        if grant.role == "facilitator" and grant.scope_id in class_ids:
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


def _notify_claimant(session: Session, asked: Claim, decision: Decision, now: datetime) -> None:
    """By message, with where to go on: into the organisation, or to what became of the request.

    To whoever was approved their home page says so too, until they have opened the organisation.
    """
    person = person_profile(session, asked.person_id)
    if not person.is_active:
        return
    own = f"{get_ports(session).public_url}/organisations"
    notify_person(
        session,
        person,
        f"coordinator-{decision}",
        organisation=asked.organisation_name,
        address=f"{own}/{asked.organisation_id}" if decision == "approved" else own,
        now=now,
    )


def _coordinator_grants(session: Session, person_id: UUID, organisation_id: UUID) -> list[UUID]:
    held = role_queries.open_grants(session, person_id)
    wanted = ("coordinator", "organisation", organisation_id)
    return [one.id for one in held if (one.role, one.scope_type, one.scope_id) == wanted]
