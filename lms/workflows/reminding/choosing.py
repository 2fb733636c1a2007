"""Whom a reminder would reach now, and why not the others; nothing is written."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import CohortView
from courses.reminders.queries import last_reminded, unwilling
from courses.reminders.rules import REASONS, REST
from lms.accounts.newcomers.queries import KnownPerson, people_with_ids
from lms.accounts.provinces import PROVINCES
from lms.kernel.ports import ports_of
from lms.organisations.invitations.queries import links_that_count
from lms.workflows.class_board import Line, class_board

OBSTACLES: Final = ("unwilling", "reminded", "no-channel", "no-link", "suspended")
CanSend = Callable[[str], bool]  # of a channel


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in one of the chosen states. `obstacle` says why they are not written to.

    `again_at` is when the rest after the last reminder ends, where that is the obstacle.
    """

    line: Line
    person: KnownPerson
    zone: str
    obstacle: str | None
    again_at: datetime | None = None
    invitation_id: UUID | None = None


def candidates(
    session: Session,
    cohort: CohortView,
    *,
    states: Collection[str],
    stuck_after: int,
    can_send: CanSend,
    now: datetime,
) -> list[Candidate]:
    """By name. States that nobody is reminded of are passed over."""
    board = class_board(session, cohort, now=now, stuck_after=stuck_after)
    wanted = set(states) & set(REASONS)
    lines = [line for line in board.lines if line.state in wanted]
    ids = [line.person_id for line in lines]
    people = {person.id: person for person in people_with_ids(session, ids)}
    seeing = _Seeing(session, cohort, ids, can_send, now)
    return [seeing.candidate(line, people[line.person_id]) for line in lines if line.name]


class _Seeing:
    """What is known of all of them, asked once."""

    def __init__(
        self,
        session: Session,
        cohort: CohortView,
        ids: Collection[UUID],
        can_send: CanSend,
        now: datetime,
    ) -> None:
        self._reminded = last_reminded(session, ids)
        self._unwilling = unwilling(session, ids)
        organisation_id = cohort.organisation_id
        links = links_that_count(session, organisation_id, now=now) if organisation_id else {}
        self._links, self._can_send, self._now = links, can_send, now
        self._usual_zone = ports_of(session).time_zone

    def candidate(self, line: Line, person: KnownPerson) -> Candidate:
        again_at = self._again_at(person.id)
        province = PROVINCES.get(person.province_code or "")
        return Candidate(
            line,
            person,
            province.time_zone if province else self._usual_zone,
            self._obstacle(line, person, again_at),
            again_at,
            self._links.get(person.id) if line.state == "not-joined" else None,
        )

    def _again_at(self, person_id: UUID) -> datetime | None:
        last = self._reminded.get(person_id)
        return last + REST if last and last + REST > self._now else None

    def _obstacle(self, line: Line, person: KnownPerson, again_at: datetime | None) -> str | None:
        if not person.is_active:
            return "suspended"
        if person.id in self._unwilling:
            return "unwilling"
        if again_at:
            return "reminded"
        if line.state == "not-joined" and person.id not in self._links:
            return "no-link"
        return None if self._can_send(person.contact.channel) else "no-channel"
