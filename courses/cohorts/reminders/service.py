"""What other packages may ask of reminders. Callers commit."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from courses.cohorts.reminders.errors import NobodyToRemind
from courses.cohorts.reminders.models import Reminder, ReminderOptOut, ReminderRound
from courses.enrolment.models import Enrolment
from lms.kernel import audit
from lms.kernel.clock import new_id

BATCH_SIZE = 10_000


def lock_learners(session: Session, person_ids: Collection[UUID]) -> None:
    """Of two rounds at once that would reach the same person, the second sees the first.

    Their enrolments are what all their classes share. SQLite has one writer anyhow.
    """
    wanted = sorted(person_ids)
    for start in range(0, len(wanted), BATCH_SIZE):
        some = Enrolment.person_id.in_(wanted[start : start + BATCH_SIZE])
        mine = select(Enrolment.id).where(some).order_by(Enrolment.id)
        session.execute(mine.with_for_update(key_share=True))  # whoever saves an answer goes on


def create_round(
    session: Session,
    *,
    cohort_id: UUID,
    reasons: Mapping[UUID, str],
    stuck_after: int,
    asked_by: UUID,
    now: datetime,
) -> UUID:
    """A round for these people, by id; the worker writes to them. Raises NobodyToRemind."""
    if not reasons:
        raise NobodyToRemind()
    asked = ReminderRound(
        id=new_id(), cohort_id=cohort_id, asked_by=asked_by, asked_at=now, stuck_after=stuck_after
    )
    session.add(asked)
    session.flush()  # the rows below are added without a relationship to order them
    rows = [
        {
            "id": new_id(),
            "round_id": asked.id,
            "person_id": person_id,
            "reason": reason,
            "asked_at": now,
        }
        for person_id, reason in reasons.items()
    ]
    session.execute(insert(Reminder), rows)
    audit.record(
        session,
        action="class.reminded",
        actor_id=asked_by,
        subject_type="cohort",
        subject_id=cohort_id,
        now=now,
        details={"people": len(rows)},
    )
    return asked.id


def mark_written(session: Session, message_ids: Mapping[UUID, UUID]) -> None:
    """The id of each reminder's message."""
    rows = [
        {"id": reminder_id, "outcome": "written", "message_id": message_id}
        for reminder_id, message_id in message_ids.items()
    ]
    if rows:
        session.execute(update(Reminder), rows)


def close_reminders(session: Session, reminder_ids: Collection[UUID], *, outcome: str) -> None:
    rows = [{"id": reminder_id, "outcome": outcome} for reminder_id in reminder_ids]
    if rows:
        session.execute(update(Reminder), rows)


def stop_round(session: Session, round_id: UUID) -> None:
    """Whoever asked may no longer; nobody else of it is written to."""
    left = Reminder.round_id == round_id, Reminder.outcome.is_(None)
    session.execute(update(Reminder).where(*left).values(outcome="stopped"))


def opt_out(session: Session, person_id: UUID, *, now: datetime) -> list[UUID]:
    """No more of them. Gives the ids of their messages, some of which may not have gone yet."""
    try:
        with session.begin_nested():  # a second press finds the row
            session.add(ReminderOptOut(person_id=person_id, refused_at=now))
    except IntegrityError:
        pass
    mine = Reminder.person_id == person_id, Reminder.message_id.is_not(None)
    return [found for found in session.scalars(select(Reminder.message_id).where(*mine)) if found]


def opt_in(session: Session, person_id: UUID) -> None:
    session.execute(delete(ReminderOptOut).where(ReminderOptOut.person_id == person_id))


def move_reminders(session: Session, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """For two accounts of one person: not reminded again too soon, and a refusal holds on."""
    own = aliased(Reminder)
    both = exists().where(own.round_id == Reminder.round_id, own.person_id == to_id)
    mine = update(Reminder).where(Reminder.person_id == from_id, ~both)
    session.execute(mine.values(person_id=to_id).execution_options(synchronize_session=False))
    if session.get(ReminderOptOut, from_id) is not None:
        opt_out(session, to_id, now=now)


def delete_reminders(session: Session, person_ids: Collection[UUID]) -> None:
    """For people whose rows are taken back with an import."""
    for table in (Reminder, ReminderOptOut):
        session.execute(delete(table).where(table.person_id.in_(person_ids)))
