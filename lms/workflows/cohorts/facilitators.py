"""Who facilitates a class: members of its organisation, with a role in this class only."""

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
    """Members who facilitate, and members who could."""
    holders = role_queries.holders_of(session, "facilitator", "cohort", cohort_id)
    joined = [one for one in member_list(session, organisation_id).members if one.has_joined]
    chosen = [one for one in joined if one.person_id in holders]
    return chosen, [one for one in joined if one.person_id not in holders]


def make_facilitator(
    session: Session,
    *,
    cohort_id: UUID,
    organisation_id: UUID,
    person_id: UUID,
    granted_by: UUID,
    now: datetime,
) -> None:
    """Raises MembershipNotFound or NotJoinedYet."""
    one = member(session, person_id=person_id, organisation_id=organisation_id)
    if not one.has_joined:
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
    """Where they hold no such role nothing happens."""
    for grant in role_queries.open_grants(session, person_id):
        wanted = ("facilitator", "cohort", cohort_id)
        if (grant.role, grant.scope_type, grant.scope_id) == wanted:
            roles.end_role(session, grant.id, ended_by=ended_by, now=now)
