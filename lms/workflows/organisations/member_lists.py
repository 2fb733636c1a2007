"""Members of an organisation with their names, and people with open invitations."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.queries import names_of
from lms.accounts.roles.queries import holders_of
from lms.organisations.invitations.queries import (
    PendingInvitation,
    pending_invitations,
    pending_people,
)
from lms.organisations.members.queries import members_of


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member as the organisation sees them, with their unused invitation if there is one."""

    person_id: UUID
    name: str
    unit: str | None
    group_name: str | None
    has_joined: bool
    is_coordinator: bool
    invitation: PendingInvitation | None


@dataclass(frozen=True, slots=True)
class MemberList:
    """Members by name, and unused invitations of people who are not members."""

    members: tuple[NamedMember, ...]
    invited: tuple[PendingInvitation, ...]


def member_list(session: Session, organisation_id: UUID) -> MemberList:
    """Members and invitations of an organisation."""
    members = members_of(session, organisation_id)
    pending = pending_people(session, organisation_id)
    people = names_of(session, [*(member.person_id for member in members), *pending])
    coordinators = holders_of(session, "coordinator", "organisation", organisation_id)
    keys = {person_id: person.data_key_id for person_id, person in people.items()}
    invited = pending_invitations(session, organisation_id, key_ids=keys)
    invitations = {invitation.person_id: invitation for invitation in invited}
    named = [
        NamedMember(
            member.person_id,
            people[member.person_id].name,
            member.unit,
            member.group_name,
            member.has_joined,
            member.person_id in coordinators,
            invitations.get(member.person_id),
        )
        for member in members
    ]
    member_ids = {member.person_id for member in members}
    return MemberList(
        tuple(sorted(named, key=lambda member: (member.name.lower(), member.person_id))),
        tuple(invitation for invitation in invited if invitation.person_id not in member_ids),
    )
