"""Tells whoever moderates a class that a question waits: no word of it, and not too often."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohort
from lms.accounts.queries import PersonProfile, person_profile
from lms.accounts.roles.queries import holders_of, list_administrators
from lms.kernel.outbox import recipients_since
from lms.kernel.ports import get_ports
from lms.organisations.queries import ancestor_ids
from lms.workflows.accounts.notify_person import notify_person

TEMPLATE: Final = "questions-wait"
URGENT_TEMPLATE: Final = "questions-urgent"  # the same words: what is counted is its name
INTERVAL: Final = timedelta(days=1)
URGENT_INTERVAL: Final = timedelta(hours=1)


def notify_moderators(
    session: Session, cohort_id: UUID, *, asked_by: UUID, is_urgent: bool, now: datetime
) -> None:
    """One message a day to each, or one an hour where a question may be urgent.

    Urgent ones are counted on their own, so that no other message hides them.
    """
    template, since = (
        (URGENT_TEMPLATE, now - URGENT_INTERVAL) if is_urgent else (TEMPLATE, now - INTERVAL)
    )
    people = moderators_of(session, cohort_id, asked_by=asked_by)
    people -= recipients_since(session, people, template=template, since=since)
    for person_id in sorted(people):
        _tell(session, person_profile(session, person_id), template, now)


def moderators_of(session: Session, cohort_id: UUID, *, asked_by: UUID) -> frozenset[UUID]:
    """Facilitators of the class and the coordinators nearest to it; else the administrators.

    Only who can sign in, and somebody else than who asks: else the next level is nearest.
    """
    found = _reachable(session, holders_of(session, "facilitator", "cohort", cohort_id), asked_by)
    home = cohort(session, cohort_id, language="id").organisation_id
    for organisation_id in ancestor_ids(session, home) if home else ():
        held = holders_of(session, "coordinator", "organisation", organisation_id)
        if nearest := _reachable(session, held, asked_by):
            return found | nearest
    return found or _reachable(session, list_administrators(session), asked_by)


def _reachable(session: Session, person_ids: Collection[UUID], asked_by: UUID) -> frozenset[UUID]:
    others = (person_id for person_id in person_ids if person_id != asked_by)
    return frozenset(one for one in others if person_profile(session, one).is_active)


def _tell(session: Session, person: PersonProfile, template: str, now: datetime) -> None:
    address = f"{get_ports(session).public_url}/questions"
    notify_person(session, person, template, now=now, address=address)
