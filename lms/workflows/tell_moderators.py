"""Tells whoever moderates a class that a question waits: no word of it, and not too often."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohort
from lms.accounts.queries import PersonProfile, person_profile
from lms.accounts.roles.queries import administrators, holders_of
from lms.kernel.outbox import add_message, people_written_to
from lms.kernel.ports import ports_of
from lms.organisations.queries import line_of

TEMPLATE: Final = "questions-wait"
APART: Final = timedelta(days=1)
APART_IF_URGENT: Final = timedelta(hours=1)


def tell_moderators(
    session: Session, cohort_id: UUID, *, asked_by: UUID, is_urgent: bool, now: datetime
) -> None:
    """One message a day to each, or one an hour where a question may be urgent."""
    since = now - (APART_IF_URGENT if is_urgent else APART)
    people = moderators_of(session, cohort_id) - {asked_by}
    people -= people_written_to(session, people, template=TEMPLATE, since=since)
    for person_id in sorted(people):
        person = person_profile(session, person_id)
        if person.is_active:
            _tell(session, person, now)


def moderators_of(session: Session, cohort_id: UUID) -> frozenset[UUID]:
    """Facilitators of the class and the coordinators nearest to it; else the administrators."""
    found = holders_of(session, "facilitator", "cohort", cohort_id)
    home = cohort(session, cohort_id, language="id").organisation_id
    for organisation_id in line_of(session, home) if home else ():
        nearest = holders_of(session, "coordinator", "organisation", organisation_id)
        if nearest:
            return found | nearest
    return found or frozenset(administrators(session))


def _tell(session: Session, person: PersonProfile, now: datetime) -> None:
    add_message(
        session,
        person_id=person.id,
        key_id=person.data_key_id,
        channel=person.contact.channel,
        address=person.contact.address,
        template=TEMPLATE,
        parameters={
            "language": person.language,
            "name": person.name,
            "address": f"{ports_of(session).public_url}/questions",
        },
        now=now,
    )
