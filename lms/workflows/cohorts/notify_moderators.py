"""Notifies moderators of a cohort that a question waits, at a limited rate and without its text."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import cohort
from lms.accounts.notify import notify_person
from lms.accounts.queries import PersonProfile, person_profile
from lms.accounts.roles.queries import holders_of, list_administrators
from lms.kernel.outbox import recipients_since
from lms.kernel.ports import get_ports
from lms.organisations.queries import ancestor_ids

TEMPLATE: Final = "questions-wait"
URGENT_TEMPLATE: Final = "questions-urgent"  # same text; the name limits the rate separately
INTERVAL: Final = timedelta(days=1)
URGENT_INTERVAL: Final = timedelta(hours=1)


def notify_moderators(
    session: Session, cohort_id: UUID, *, asked_by: UUID, is_urgent: bool, now: datetime
) -> None:
    """Send each moderator at most one message a day, or one an hour for urgent questions.

    The two limits are independent, so that an ordinary message never delays an urgent one.
    """
    template, since = (
        (URGENT_TEMPLATE, now - URGENT_INTERVAL) if is_urgent else (TEMPLATE, now - INTERVAL)
    )
    people = moderators_of(session, cohort_id, asked_by=asked_by)
    people -= recipients_since(session, people, template=template, since=since)
    for person_id in sorted(people):
        _notify(session, person_profile(session, person_id), template, now)


def moderators_of(session: Session, cohort_id: UUID, *, asked_by: UUID) -> frozenset[UUID]:
    """Facilitators of a cohort and its nearest coordinators, or else the administrators.

    Counts only active people other than the person who asks; a level without any is skipped.
    """
    facilitators = _reachable(
        session, holders_of(session, "facilitator", "cohort", cohort_id), asked_by
    )
    owner_id = cohort(session, cohort_id, language="id").organisation_id
    for organisation_id in ancestor_ids(session, owner_id) if owner_id else ():
        coordinators = holders_of(session, "coordinator", "organisation", organisation_id)
        if nearest := _reachable(session, coordinators, asked_by):
            return facilitators | nearest
    return facilitators or _reachable(session, list_administrators(session), asked_by)


def _reachable(session: Session, person_ids: Collection[UUID], asked_by: UUID) -> frozenset[UUID]:
    others = (person_id for person_id in person_ids if person_id != asked_by)
    return frozenset(
        person_id for person_id in others if person_profile(session, person_id).is_active
    )


def _notify(session: Session, person: PersonProfile, template: str, now: datetime) -> None:
    address = f"{get_ports(session).public_url}/questions"
    notify_person(session, person, template, now=now, address=address)
