"""What other packages may read of reminders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from courses.cohorts.reminders.errors import ReminderLinkUnknown, ReminderRoundNotFound
from courses.cohorts.reminders.models import Reminder, ReminderOptOut, ReminderRound

BATCH_SIZE = 10_000  # both databases take more in one query


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round, and how many of it have which outcome; `waiting` ones have none yet."""

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
    id: UUID
    person_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ReminderView:
    """What became of it; without an outcome it has not been written yet."""

    asked_at: datetime
    reason: str
    outcome: str | None


def reminder_round(session: Session, round_id: UUID, *, cohort_id: UUID) -> RoundView:
    """Raises ReminderRoundNotFound, also for one of another class."""
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
    """Those that one class has asked for, for one person, the newest first."""
    rows = session.execute(
        select(Reminder.asked_at, Reminder.reason, Reminder.outcome)
        .join(ReminderRound, ReminderRound.id == Reminder.round_id)
        .where(ReminderRound.cohort_id == cohort_id, Reminder.person_id == person_id)
        .order_by(Reminder.asked_at.desc(), Reminder.id.desc())
    )
    return [ReminderView(*row) for row in rows]


def waiting_reminders(session: Session, round_id: UUID, *, most: int) -> list[WaitingReminder]:
    rows = session.execute(
        select(Reminder.id, Reminder.person_id, Reminder.reason)
        .where(Reminder.round_id == round_id, Reminder.outcome.is_(None))
        .order_by(Reminder.id)
        .limit(most)
    )
    return [WaitingReminder(*row) for row in rows]


def last_reminded(session: Session, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these was last reminded, by whichever class; the others are left out."""
    wanted = list(person_ids)
    found: dict[UUID, datetime] = {}
    counts = or_(Reminder.outcome.is_(None), Reminder.outcome == "written")
    for start in range(0, len(wanted), BATCH_SIZE):
        some = Reminder.person_id.in_(wanted[start : start + BATCH_SIZE])
        newest = select(Reminder.person_id, func.max(Reminder.asked_at)).where(some, counts)
        rows = session.execute(newest.group_by(Reminder.person_id))
        found.update((row[0], row[1]) for row in rows)
    return found


def people_opted_out(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Who of these wants no reminders."""
    wanted = list(person_ids)
    found: set[UUID] = set()
    for start in range(0, len(wanted), BATCH_SIZE):
        some = ReminderOptOut.person_id.in_(wanted[start : start + BATCH_SIZE])
        found |= set(session.scalars(select(ReminderOptOut.person_id).where(some)))
    return found


def reminded_person(session: Session, reminder_id: UUID) -> UUID:
    """Raises ReminderLinkUnknown."""
    found = session.scalar(select(Reminder.person_id).where(Reminder.id == reminder_id))
    if found is None:
        raise ReminderLinkUnknown()
    return found
