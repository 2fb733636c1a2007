"""Facilitators of a cohort: members of its organisation with a role in this cohort only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.roles import queries as role_queries
from lms.accounts.roles import service as roles
from lms.organisations.members.errors import NotJoinedYet
from lms.organisations.members.queries import member
from lms.workflows.organisations.member_lists import NamedMember, member_list


def facilitator_choices(
    session: Session, cohort_id: UUID, organisation_id: UUID
) -> tuple[list[NamedMember], list[NamedMember]]:
    """Facilitators of a cohort, and the other joined members of the organisation."""
    holders = role_queries.holders_of(session, "facilitator", "cohort", cohort_id)
    members = member_list(session, organisation_id).members
    joined = [member for member in members if member.has_joined]
    facilitators = [member for member in joined if member.person_id in holders]
    return facilitators, [member for member in joined if member.person_id not in holders]


def make_facilitator(
    session: Session,
    *,
    cohort_id: UUID,
    organisation_id: UUID,
    person_id: UUID,
    granted_by: UUID,
    now: datetime,
) -> None:
    """Give a member the facilitator role. Raises MembershipNotFound or NotJoinedYet."""
    if not member(session, person_id=person_id, organisation_id=organisation_id).has_joined:
        raise NotJoinedYet()
    roles.grant_role(
        session,
        person_id=person_id,
        role="facilitator",
        scope_type="cohort",
        scope_id=cohort_id,
        granted_by=granted_by,
        now=now,
    )


def end_facilitator(
    session: Session, *, cohort_id: UUID, person_id: UUID, ended_by: UUID, now: datetime
) -> None:
    """End the facilitator role of a person in a cohort. Idempotent."""
    role_in_cohort = ("facilitator", "cohort", cohort_id)
    for grant in role_queries.open_grants(session, person_id):
        if (grant.role, grant.scope_type, grant.scope_id) == role_in_cohort:
            roles.end_role(session, grant.id, ended_by=ended_by, now=now)
