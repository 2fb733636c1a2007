"""Maps people to the groups by which evaluation compares them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.evaluation.service import NewMember, record_groups
from courses.enrolment.registrations import Registration, registrations_of
from lms.accounts.queries import audiences_and_provinces, has_consented
from lms.organisations.members.queries import first_organisations

CONSENT: Final = "evaluation"


def record_groups_of(session: Session, person_id: UUID, version_id: UUID) -> None:
    """Store the groups of a person who submits the pre-test, if they consent to evaluation."""
    if not has_consented(session, person_id, CONSENT):
        return
    registrations = registrations_of(session, version_id, [person_id])
    for member in find_groups(session, registrations):
        record_groups(session, version_id, member)


def find_groups(session: Session, registrations: Mapping[UUID, Registration]) -> list[NewMember]:
    """Return the present groups of people by their registration.

    The organisation is that of the cohort; of people in an open cohort the one that they joined
    first. Unknown groups are absent.
    """
    people = audiences_and_provinces(session, registrations)
    alone = [person for person, row in registrations.items() if row.organisation_id is None]
    joined = first_organisations(session, alone) if alone else {}
    members = []
    for person_id, row in registrations.items():
        audience, province = people.get(person_id, (None, None))
        organisation = row.organisation_id or joined.get(person_id)
        groups = {
            "role": audience,
            "province": province,
            "organisation": str(organisation) if organisation else None,
            "cohort": str(row.cohort_id),
        }
        known = {dimension: group for dimension, group in groups.items() if group}
        members.append(NewMember(person_id, known, row.joined_at))
    return members
