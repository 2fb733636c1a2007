"""Who belongs to an organisation now, as far as it may know them, for all rows at once."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.provisioning.queries import KnownPerson, iter_people
from lms.organisations.new_members import queries as members
from lms.organisations.new_members.queries import MemberUnit
from lms.workflows.rosters.comparison import CurrentMember


def current_members(
    session: Session, organisation_id: UUID, *, only: Collection[UUID] | None = None
) -> dict[str, CurrentMember]:
    """By contact. `only` leaves out everybody else.

    Of people who were asked in and have an account of their own there is only what the inviter
    wrote, so that nobody learns from a roster who has an account.
    """
    places = {
        one.person_id: one for one in members.list_member_units(session, organisation_id, only=only)
    }
    asked = members.list_invited_ids(session, organisation_id, only=only)
    found: dict[str, CurrentMember] = {}
    key_ids: dict[UUID, UUID] = {}
    for person in iter_people(session, [*places, *asked]):
        if person.id in places:
            found[person.contact.address] = _member(person, places.pop(person.id))
        else:
            key_ids[person.id] = person.data_key_id
    for one in members.iter_invited_people(session, organisation_id, key_ids):
        found[one.contact] = CurrentMember(
            one.person_id, one.name, one.contact, is_member=False, is_theirs=True
        )
    return found


def _member(person: KnownPerson, place: MemberUnit) -> CurrentMember:
    return CurrentMember(
        person_id=person.id,
        name=person.name,
        contact=person.contact.address,
        audience=person.audience,
        province_code=person.province_code,
        unit=place.unit,
        group=place.group_name,
        is_theirs=person.has_come,
    )
