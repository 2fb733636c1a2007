"""Candidates for a reminder, with the obstacle for those who cannot get one. Read-only.

Learners who have not joined get a personal link. A link that has expired or soon will is replaced
where the person who asks may invite people.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import CohortView
from courses.cohorts.reminders.queries import last_reminded, people_opted_out
from courses.cohorts.reminders.rules import MIN_INTERVAL, REASONS
from lms.accounts.provinces import PROVINCES
from lms.accounts.provisioning.queries import KnownPerson, iter_people
from lms.accounts.queries import has_permission
from lms.kernel.ports import get_ports
from lms.organisations import queries as organisations
from lms.organisations.invitations.queries import usable_invitation_ids
from lms.workflows.cohorts.cohort_dashboard import LearnerLine, cohort_dashboard

OBSTACLES: Final = ("unwilling", "reminded", "no-channel", "no-link", "suspended")
CanSend = Callable[[str], bool]  # of a channel
MIN_LINK_LIFETIME: Final = timedelta(days=3)  # remaining; messages wait for the morning


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learner in one of the chosen states; `obstacle` is why they get no reminder.

    `again_at` is when the minimum interval after the last reminder ends. `invitation_id` is the
    usable invitation of a learner who has not joined; `needs_link` means they get a new one.
    """

    line: LearnerLine
    person: KnownPerson
    zone: str
    obstacle: str | None
    again_at: datetime | None = None
    invitation_id: UUID | None = None
    needs_link: bool = False


def candidates(
    session: Session,
    cohort: CohortView,
    *,
    states: Collection[str],
    stuck_after: int,
    can_send: CanSend,
    asked_by: UUID,
    now: datetime,
) -> list[Candidate]:
    """List candidates by name. States without a reminder are ignored."""
    dashboard = cohort_dashboard(session, cohort, now=now, stuck_after=stuck_after)
    reasons = set(states) & set(REASONS)
    lines = [line for line in dashboard.lines if line.state in reasons]
    ids = [line.person_id for line in lines]
    people = {person.id: person for person in iter_people(session, ids)}
    may_invite = may_invite_to_cohort(session, cohort, asked_by)
    builder = _CandidateBuilder(session, cohort, ids, can_send, now, may_invite=may_invite)
    return [builder.candidate(line, people[line.person_id]) for line in lines if line.name]


def may_invite_to_cohort(session: Session, cohort: CohortView, person_id: UUID) -> bool:
    """Whether a person may invite into the organisation of a cohort. Facilitators may not."""
    if cohort.organisation_id is None:
        return False
    organisation, path = organisations.organisation_with_ancestors(session, cohort.organisation_id)
    scope = ("organisation", organisation.id, path[1:])
    return organisation.is_approved and has_permission(session, person_id, "member.invite", *scope)


class _CandidateBuilder:
    """Builds candidates from data that is read once for all of them."""

    def __init__(
        self,
        session: Session,
        cohort: CohortView,
        ids: Collection[UUID],
        can_send: CanSend,
        now: datetime,
        *,
        may_invite: bool,
    ) -> None:
        self._reminded = last_reminded(session, ids)
        self._opted_out = people_opted_out(session, ids)
        self._may_invite, self._can_send, self._now = may_invite, can_send, now
        until = now + MIN_LINK_LIFETIME if may_invite else now
        organisation_id = cohort.organisation_id
        self._links = (
            usable_invitation_ids(session, organisation_id, now=until) if organisation_id else {}
        )
        self._default_zone = get_ports(session).time_zone

    def candidate(self, line: LearnerLine, person: KnownPerson) -> Candidate:
        """The candidate for one line of the dashboard."""
        again_at = self._again_at(person.id)
        province = PROVINCES.get(person.province_code or "")
        link = self._links.get(person.id) if line.state == "not-joined" else None
        return Candidate(
            line,
            person,
            province.time_zone if province else self._default_zone,
            self._obstacle(line, person, again_at),
            again_at,
            link,
            line.state == "not-joined" and link is None and self._may_invite,
        )

    def _again_at(self, person_id: UUID) -> datetime | None:
        last = self._reminded.get(person_id)
        return last + MIN_INTERVAL if last and last + MIN_INTERVAL > self._now else None

    def _obstacle(
        self, line: LearnerLine, person: KnownPerson, again_at: datetime | None
    ) -> str | None:
        if not person.is_active:
            return "suspended"
        if person.id in self._opted_out:
            return "unwilling"
        if again_at:
            return "reminded"
        if line.state == "not-joined" and person.id not in self._links and not self._may_invite:
            return "no-link"
        can_send = person.contact.address and self._can_send(person.contact.channel)
        return None if can_send else "no-channel"
