"""Starts rounds of reminders and writes their messages in batches, one transaction a batch.

A worker writes the batches. It leaves out people who made progress, left or opted out meanwhile.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.queries import CohortView, cohort
from courses.cohorts.reminders import queries, service
from courses.cohorts.reminders.opt_out import opt_out_address
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
    """Start a round for the candidates who can be reached now, or for `only` these of them.

    Raises NobodyToRemind.
    """
    read_candidates = partial(
        candidates,
        session,
        cohort,
        states=states,
        stuck_after=stuck_after,
        can_send=can_send,
        asked_by=asked_by,
        now=now,
    )
    service.lock_learners(session, [candidate.person.id for candidate in read_candidates()])
    reasons = {
        candidate.person.id: candidate.line.state
        for candidate in read_candidates()  # again, since a concurrent round may have ended
        if candidate.obstacle is None and (only is None or candidate.person.id in only)
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
    """Write the next batch of a round, or stop it where its author has lost the permission.

    Raises ReminderRoundNotFound or CohortNotFound.
    """
    cohort_view = cohort(session, cohort_id, language="id")
    round_view = queries.reminder_round(session, round_id, cohort_id=cohort_id)
    if _may_continue(session, round_view, cohort_view):
        reminders = _lock_reminders(session, round_id)
        _write(session, cohort_view, round_view, reminders, can_send, now)
    else:
        service.stop_round(session, round_id)
    return queries.reminder_round(session, round_id, cohort_id=cohort_id)


def _lock_reminders(session: Session, round_id: UUID) -> list[WaitingReminder]:
    """Lock the learners of the next reminders, without those that another worker wrote."""
    before = queries.waiting_reminders(session, round_id, limit=BATCH_SIZE)
    locked = {reminder.person_id for reminder in before}
    service.lock_learners(session, locked)
    after = queries.waiting_reminders(session, round_id, limit=BATCH_SIZE)
    return [reminder for reminder in after if reminder.person_id in locked]


def _write(
    session: Session,
    cohort: CohortView,
    round_view: RoundView,
    reminders: list[WaitingReminder],
    can_send: CanSend,
    now: datetime,
) -> None:
    by_person = {
        candidate.person.id: candidate
        for candidate in candidates(
            session,
            cohort,
            states=REASONS,
            stuck_after=round_view.stuck_after,
            can_send=can_send,
            asked_by=round_view.asked_by,
            now=now,
        )
    }
    pairs = [
        (reminder, by_person[reminder.person_id])
        for reminder in reminders
        if reminder.person_id in by_person and _is_due(reminder, by_person[reminder.person_id])
    ]
    keys = open_keys(session, [candidate.person.data_key_id for _, candidate in pairs])
    pairs = [pair for pair in pairs if pair[1].person.data_key_id in keys]
    to_invite = [candidate for _, candidate in pairs if candidate.needs_link]
    links = renew_links(session, cohort, to_invite, keys=keys, made_by=round_view.asked_by, now=now)
    builder = _MessageBuilder(session, cohort, links)
    messages = [
        builder.message(reminder, candidate, keys[candidate.person.data_key_id])
        for reminder, candidate in pairs
    ]
    message_ids = add_messages(session, messages, now=now)
    written = {
        reminder.id: message_id
        for (reminder, _), message_id in zip(pairs, message_ids, strict=True)
    }
    service.mark_written(session, written)
    skipped = [reminder.id for reminder in reminders if reminder.id not in written]
    service.close_reminders(session, skipped, outcome="left-out")


def _is_due(reminder: WaitingReminder, candidate: Candidate) -> bool:
    """Whether the reason still applies. The round itself makes people count as reminded."""
    has_address = (
        candidate.line.state != "not-joined"
        or candidate.needs_link
        or candidate.invitation_id is not None
    )
    return (
        candidate.line.state == reminder.reason
        and candidate.obstacle in (None, "reminded")
        and has_address
    )


class _MessageBuilder:
    """Builds the messages of a batch from the data that they share."""

    def __init__(self, session: Session, cohort: CohortView, links: Mapping[UUID, UUID]) -> None:
        self._session, self._site = session, get_ports(session).public_url
        self._course, self._links = cohort.course_code, links
        self._organisation_id = cohort.organisation_id
        self._name = (
            organisations.organisation(session, cohort.organisation_id).name
            if cohort.organisation_id
            else ""
        )

    def message(
        self, reminder: WaitingReminder, candidate: Candidate, key: SecretKey
    ) -> NewMessage:
        """The message of one reminder, encrypted with the data key of its person."""
        person = candidate.person
        return NewMessage(
            person.id,
            key,
            person.contact.channel,
            person.contact.address,
            TEMPLATE,
            {
                "language": person.language,
                "organisation": self._name,
                "reason": reminder.reason,
                "address": self._address(candidate),
                "stop": opt_out_address(self._session, reminder.id),
            },
            sender_id=self._organisation_id,
            quiet_zone=candidate.zone,
        )

    def _address(self, candidate: Candidate) -> str:
        """A personal invitation link before joining, afterwards the link to the next step."""
        invitation_id = self._links.get(candidate.person.id, candidate.invitation_id)
        if invitation_id is None:
            return f"{self._site}{next_step_path(self._course)}"
        return f"{self._site}/invitation/{token_of(self._session, invitation_id)}"


def next_step_path(course_code: str) -> str:
    """Path that redirects to the learner's next step at the time when it is opened."""
    return f"/courses/{quote(course_code)}/next"


def _may_continue(session: Session, round_view: RoundView, cohort: CohortView) -> bool:
    if cohort.organisation_id is None:
        return False
    path = organisations.ancestor_ids(session, cohort.organisation_id)
    return has_permission(session, round_view.asked_by, "reminder.send", "cohort", cohort.id, path)
