"""Reminders asked for, and written by a worker piece by piece; each piece is one transaction.

Who has gone on, left, or said no since they were chosen is left out.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import CohortView, cohort
from courses.cohorts.reminders import queries, service
from courses.cohorts.reminders.queries import RoundView, WaitingReminder
from courses.cohorts.reminders.rules import REASONS
from lms.accounts.queries import has_permission
from lms.kernel.jobs import add_job
from lms.kernel.outbox import NewMessage, add_messages
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import open_keys
from lms.kernel.sealing.secret_keys import SecretKey
from lms.organisations import queries as organisations
from lms.organisations.invitations.service import token_of
from lms.workflows.reminders.links import renew_links
from lms.workflows.reminders.opt_out import opt_out_address
from lms.workflows.reminders.recipients import Candidate, CanSend, candidates

JOB: Final = "send-reminders"
TEMPLATE: Final = "class-reminder"
BATCH_SIZE: Final = 500  # people in one transaction


def start_round(
    session: Session,
    cohort: CohortView,
    *,
    states: Collection[str],
    only: Collection[UUID] | None,
    stuck_after: int,
    can_send: CanSend,
    asked_by: UUID,
    now: datetime,
) -> UUID:
    """A round to those who can be reached now; `only` these people where it is given.

    Raises NobodyToRemind.
    """
    asked: dict[str, Any] = {"states": states, "stuck_after": stuck_after, "can_send": can_send}
    asked |= {"asked_by": asked_by, "now": now}
    found = candidates(session, cohort, **asked)
    service.lock_learners(session, [one.person.id for one in found])
    found = candidates(session, cohort, **asked)
    reasons = {
        one.person.id: one.line.state
        for one in found
        if one.obstacle is None and (only is None or one.person.id in only)
    }
    round_id = service.create_round(
        session,
        cohort_id=cohort.id,
        reasons=reasons,
        stuck_after=stuck_after,
        asked_by=asked_by,
        now=now,
    )
    arguments = {"round_id": str(round_id), "cohort_id": str(cohort.id)}
    add_job(session, kind=JOB, key=f"{JOB}:{round_id}", arguments=arguments, now=now)
    return round_id


def write_batch(
    session: Session, round_id: UUID, *, cohort_id: UUID, can_send: CanSend, now: datetime
) -> RoundView:
    """The next messages of a round, if whoever asked may still do so."""
    about = cohort(session, cohort_id, language="id")
    found = queries.reminder_round(session, round_id, cohort_id=cohort_id)
    if not _may_go_on(session, found, about):
        service.stop_round(session, round_id)
    else:
        _write(session, about, found, _locked_reminders(session, round_id), can_send, now)
    return queries.reminder_round(session, round_id, cohort_id=cohort_id)


def _locked_reminders(session: Session, round_id: UUID) -> list[WaitingReminder]:
    """The next ones of a round, which no other worker has written while this one waited."""
    seen = queries.waiting_reminders(session, round_id, limit=BATCH_SIZE)
    locked = {one.person_id for one in seen}
    service.lock_learners(session, locked)
    still = queries.waiting_reminders(session, round_id, limit=BATCH_SIZE)
    return [one for one in still if one.person_id in locked]


def _write(
    session: Session,
    about: CohortView,
    found: RoundView,
    waiting: list[WaitingReminder],
    can_send: CanSend,
    now: datetime,
) -> None:
    standing = {
        one.person.id: one
        for one in candidates(
            session,
            about,
            states=REASONS,
            stuck_after=found.stuck_after,
            can_send=can_send,
            asked_by=found.asked_by,
            now=now,
        )
    }
    going = [
        (one, standing[one.person_id])
        for one in waiting
        if one.person_id in standing and _still_fits(one, standing[one.person_id])
    ]
    keys = open_keys(session, [who.person.data_key_id for _one, who in going])
    going = [(one, who) for one, who in going if who.person.data_key_id in keys]
    invited = [who for _one, who in going if who.needs_link]
    links = renew_links(session, about, invited, keys=keys, made_by=found.asked_by, now=now)
    writing = _MessageBuilder(session, about, links)
    messages = [writing.message(one, who, keys[who.person.data_key_id]) for one, who in going]
    ids = add_messages(session, messages, now=now)
    written = {one.id: sent for (one, _who), sent in zip(going, ids, strict=True)}
    service.mark_written(session, written)
    left = [one.id for one in waiting if one.id not in written]
    service.close_reminders(session, left, outcome="left-out")


def _still_fits(one: WaitingReminder, who: Candidate) -> bool:
    """This round itself is what makes them count as reminded."""
    return who.line.state == one.reason and who.obstacle in (None, "reminded") and _has_way(who)


def _has_way(who: Candidate) -> bool:
    return who.line.state != "not-joined" or who.needs_link or who.invitation_id is not None


class _MessageBuilder:
    """What all messages of a round share."""

    def __init__(self, session: Session, about: CohortView, links: Mapping[UUID, UUID]) -> None:
        self._session, self._site = session, get_ports(session).public_url
        self._course, self._links = about.course_code, links
        self._organisation_id = about.organisation_id
        self._name = (
            organisations.organisation(session, about.organisation_id).name
            if about.organisation_id
            else ""
        )

    def message(self, one: WaitingReminder, who: Candidate, key: SecretKey) -> NewMessage:
        person = who.person
        return NewMessage(
            person.id,
            key,
            person.contact.channel,
            person.contact.address,
            TEMPLATE,
            {
                "language": person.language,
                "organisation": self._name,
                "reason": one.reason,
                "address": self._address(who),
                "stop": opt_out_address(self._session, one.id),
            },
            sender_id=self._organisation_id,
            quiet_zone=who.zone,
        )

    def _address(self, who: Candidate) -> str:
        """A link of their own for who has not joined; for the others, to their next step."""
        invitation_id = self._links.get(who.person.id, who.invitation_id)
        if invitation_id is None:
            return f"{self._site}{next_step_path(self._course)}"
        return f"{self._site}/invitation/{token_of(self._session, invitation_id)}"


def next_step_path(course_code: str) -> str:
    """It finds the step when it is opened, so it is right however long the message lay there."""
    return f"/courses/{quote(course_code)}/next"


def _may_go_on(session: Session, found: RoundView, about: CohortView) -> bool:
    if about.organisation_id is None:
        return False
    line = organisations.ancestor_ids(session, about.organisation_id)
    return has_permission(session, found.asked_by, "reminder.send", "cohort", about.id, line)
