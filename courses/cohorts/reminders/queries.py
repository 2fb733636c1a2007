"""Queries on reminders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from courses.cohorts.reminders.errors import ReminderLinkUnknown, ReminderRoundNotFound
from courses.cohorts.reminders.models import Reminder, ReminderOptOut, ReminderRound

BATCH_SIZE = 10_000  # ids in one statement; below the limits of SQLite and PostgreSQL


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round of reminders with the number of rows by outcome; `waiting` have none yet."""

    id: UUID
    cohort_id: UUID
    asked_by: UUID
    asked_at: datetime
    stuck_after: int
    written: int
    left_out: int
    stopped: int
    waiting: int

    @property
    def total(self) -> int:
        return self.done + self.waiting

    @property
    def done(self) -> int:
        return self.written + self.left_out + self.stopped


@dataclass(frozen=True, slots=True)
class WaitingReminder:
    """A reminder that has not been processed yet."""

    id: UUID
    person_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder and its outcome; None while it is not processed yet."""

    asked_at: datetime
    reason: str
    outcome: str | None


def reminder_round(session: Session, round_id: UUID, *, cohort_id: UUID) -> RoundView:
    """Raises ReminderRoundNotFound, also for a round of another cohort."""
    row = session.get(ReminderRound, round_id)
    if row is None or row.cohort_id != cohort_id:
        raise ReminderRoundNotFound()
    counted = select(Reminder.outcome, func.count()).where(Reminder.round_id == round_id)
    rows = session.execute(counted.group_by(Reminder.outcome))
    counts = {outcome or "waiting": count for outcome, count in rows}
    return RoundView(
        row.id,
        row.cohort_id,
        row.asked_by,
        row.asked_at,
        row.stuck_after,
        counts.get("written", 0),
        counts.get("left-out", 0),
        counts.get("stopped", 0),
        counts.get("waiting", 0),
    )


def reminders_of_cohort(
    session: Session, person_id: UUID, *, cohort_id: UUID
) -> list[ReminderView]:
    """Reminders of one cohort to one person, newest first."""
    rows = session.execute(
        select(Reminder.asked_at, Reminder.reason, Reminder.outcome)
        .join(ReminderRound, ReminderRound.id == Reminder.round_id)
        .where(ReminderRound.cohort_id == cohort_id, Reminder.person_id == person_id)
        .order_by(Reminder.asked_at.desc(), Reminder.id.desc())
    )
    return [ReminderView(*row) for row in rows]


def waiting_reminders(session: Session, round_id: UUID, *, limit: int) -> list[WaitingReminder]:
    """The next unprocessed reminders of a round, at most `limit`."""
    rows = session.execute(
        select(Reminder.id, Reminder.person_id, Reminder.reason)
        .where(Reminder.round_id == round_id, Reminder.outcome.is_(None))
        .order_by(Reminder.id)
        .limit(limit)
    )
    return [WaitingReminder(*row) for row in rows]


def last_reminded(session: Session, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Time of the latest reminder by person, from any cohort; others are absent."""
    ids = list(person_ids)
    latest: dict[UUID, datetime] = {}
    counts = or_(Reminder.outcome.is_(None), Reminder.outcome == "written")
    for start in range(0, len(ids), BATCH_SIZE):
        is_in_batch = Reminder.person_id.in_(ids[start : start + BATCH_SIZE])
        query = select(Reminder.person_id, func.max(Reminder.asked_at)).where(is_in_batch, counts)
        rows = session.execute(query.group_by(Reminder.person_id))
        latest.update((row[0], row[1]) for row in rows)
    return latest


def people_opted_out(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Which of these people have opted out of reminders."""
    ids = list(person_ids)
    opted_out: set[UUID] = set()
    for start in range(0, len(ids), BATCH_SIZE):
        is_in_batch = ReminderOptOut.person_id.in_(ids[start : start + BATCH_SIZE])
        opted_out |= set(session.scalars(select(ReminderOptOut.person_id).where(is_in_batch)))
    return opted_out


def reminded_person(session: Session, reminder_id: UUID) -> UUID:
    """The person a reminder was written to. Raises ReminderLinkUnknown."""
    person_id = session.scalar(select(Reminder.person_id).where(Reminder.id == reminder_id))
    if person_id is None:
        raise ReminderLinkUnknown()
    return person_id
