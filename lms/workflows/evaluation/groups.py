"""Maps people to the groups by which evaluation compares them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.evaluation.service import NewMember, record_groups
from courses.enrolment.registrations import Registration, registration_of
from lms.accounts.queries import (
    audiences_and_provinces,
    consenting_audience_and_province,
)
from lms.organisations.members.queries import first_organisation, first_organisations

CONSENT: Final = "evaluation"


def record_groups_of(session: Session, person_id: UUID, version_id: UUID) -> None:
    """Store the groups of a person who submits the pre-test, if they consent to evaluation.

    All learners pass here, so its statements are built once.
    """
    session.flush()
    person = consenting_audience_and_province(session, person_id, CONSENT)
    registration = registration_of(session, version_id, person_id) if person else None
    if person is None or registration is None:
        return
    organisation = registration.organisation_id or first_organisation(session, person_id)
    record_groups(session, version_id, _member(person_id, registration, *person, organisation))


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
        organisation = row.organisation_id or joined.get(person_id)
        person = people.get(person_id, (None, None))
        members.append(_member(person_id, row, *person, organisation))
    return members


def _member(
    person_id: UUID,
    row: Registration,
    audience: str | None,
    province: str | None,
    organisation: UUID | None,
) -> NewMember:
    groups = {
        "role": audience,
        "province": province,
        "organisation": str(organisation) if organisation else None,
        "cohort": str(row.cohort_id),
    }
    known = {dimension: group for dimension, group in groups.items() if group}
    return NewMember(person_id, known, row.joined_at)
