"""Members of an organisation with their names, and who was asked in and has not come."""

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
    """A member as the organisation sees them; `invitation` is theirs, used by nobody yet."""

    person_id: UUID
    name: str
    unit: str | None
    group_name: str | None
    has_joined: bool
    is_coordinator: bool
    invitation: PendingInvitation | None


@dataclass(frozen=True, slots=True)
class MemberList:
    """Members by name; invitations of people who are no members yet."""

    members: tuple[NamedMember, ...]
    invited: tuple[PendingInvitation, ...]


def member_list(session: Session, organisation_id: UUID) -> MemberList:
    members = members_of(session, organisation_id)
    pending = pending_people(session, organisation_id)
    people = names_of(session, [*(one.person_id for one in members), *pending])
    coordinators = holders_of(session, "coordinator", "organisation", organisation_id)
    keys = {person_id: one.data_key_id for person_id, one in people.items()}
    invited = pending_invitations(session, organisation_id, key_ids=keys)
    invitations = {one.person_id: one for one in invited}
    named = [
        NamedMember(
            one.person_id,
            people[one.person_id].name,
            one.unit,
            one.group_name,
            one.has_joined,
            one.person_id in coordinators,
            invitations.get(one.person_id),
        )
        for one in members
    ]
    inside = {one.person_id for one in members}
    return MemberList(
        tuple(sorted(named, key=lambda one: (one.name.lower(), one.person_id))),
        tuple(one for one in invited if one.person_id not in inside),
    )
