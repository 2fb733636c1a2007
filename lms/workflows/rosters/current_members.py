"""Current members of an organisation, as far as it may see them, read in bulk."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.provisioning.queries import KnownPerson, iter_people
from lms.organisations.new_members import queries as members
from lms.organisations.new_members.queries import MemberUnit, people_named_elsewhere
from lms.workflows.rosters.comparison import CurrentMember
from lms.workflows.rosters.contact_cells import JOINED


def current_members(
    session: Session, organisation_id: UUID, *, only: Collection[UUID] | None = None
) -> dict[str, CurrentMember]:
    """Members and invited people by contact; `only` restricts them to these people.

    Members without a contact, who come from a learning platform, have no line in a roster.
    Of invited people with an account only name and contact as the inviter wrote them are given,
    so that no roster reveals who has an account.
    """
    units = {
        unit.person_id: unit
        for unit in members.list_member_units(session, organisation_id, only=only)
    }
    invited = members.list_invited_ids(session, organisation_id, only=only)
    elsewhere = people_named_elsewhere(session, list(units), organisation_id)
    by_contact: dict[str, CurrentMember] = {}
    key_ids: dict[UUID, UUID] = {}
    for person in iter_people(session, [*units, *invited]):
        if person.id in units:
            if not person.contact.address:
                continue
            by_contact[person.contact.address] = _member(
                person, units.pop(person.id), is_known_elsewhere=person.id in elsewhere
            )
        else:
            key_ids[person.id] = person.data_key_id
    for invitee in members.iter_invited_people(session, organisation_id, key_ids):
        contact = invitee.contact.partition(JOINED)[0]
        by_contact[contact] = CurrentMember(
            invitee.person_id, invitee.name, contact, is_member=False, is_claimed=True
        )
    return by_contact


def _member(person: KnownPerson, unit: MemberUnit, *, is_known_elsewhere: bool) -> CurrentMember:
    return CurrentMember(
        person_id=person.id,
        name=person.name,
        contact=person.contact.address,
        audience=person.audience,
        province_code=person.province_code,
        unit=unit.unit,
        group=unit.group_name,
        is_claimed=person.is_claimed,
        is_known_elsewhere=is_known_elsewhere,
    )
