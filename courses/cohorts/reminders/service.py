"""Commands on reminders. Callers commit."""

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
    """Lock the enrolments of these people, so that concurrent rounds reach them in turn.

    All cohorts of a person share these rows. SQLite has one writer and needs no lock.
    """
    ids = sorted(person_ids)
    for start in range(0, len(ids), BATCH_SIZE):
        is_in_batch = Enrolment.person_id.in_(ids[start : start + BATCH_SIZE])
        query = select(Enrolment.id).where(is_in_batch).order_by(Enrolment.id)
        # a key-share lock does not block learners who save answers
        session.execute(query.with_for_update(key_share=True))


def create_round(
    session: Session,
    *,
    cohort_id: UUID,
    reasons: Mapping[UUID, str],
    stuck_after: int,
    asked_by: UUID,
    now: datetime,
) -> UUID:
    """Create a round; `reasons` by person id. A worker writes the messages.

    Raises NobodyToRemind where `reasons` is empty.
    """
    if not reasons:
        raise NobodyToRemind()
    reminder_round = ReminderRound(
        id=new_id(), cohort_id=cohort_id, asked_by=asked_by, asked_at=now, stuck_after=stuck_after
    )
    session.add(reminder_round)
    session.flush()  # the reminders refer to it without an ORM relationship
    rows = [
        {
            "id": new_id(),
            "round_id": reminder_round.id,
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
    return reminder_round.id


def mark_written(session: Session, message_ids: Mapping[UUID, UUID]) -> None:
    """Mark reminders as written; `message_ids` by reminder id."""
    rows = [
        {"id": reminder_id, "outcome": "written", "message_id": message_id}
        for reminder_id, message_id in message_ids.items()
    ]
    if rows:
        session.execute(update(Reminder), rows)


def close_reminders(session: Session, reminder_ids: Collection[UUID], *, outcome: str) -> None:
    """Set the outcome of reminders that get no message."""
    rows = [{"id": reminder_id, "outcome": outcome} for reminder_id in reminder_ids]
    if rows:
        session.execute(update(Reminder), rows)


def stop_round(session: Session, round_id: UUID) -> None:
    """Stop a round: its unprocessed reminders get the outcome "stopped"."""
    remaining = Reminder.round_id == round_id, Reminder.outcome.is_(None)
    session.execute(update(Reminder).where(*remaining).values(outcome="stopped"))


def opt_out(session: Session, person_id: UUID, *, now: datetime) -> list[UUID]:
    """Record that a person wants no reminders. Idempotent.

    Returns the ids of messages written so far, so that the caller can cancel unsent ones.
    """
    try:
        with session.begin_nested():  # a repeated request meets the existing row
            session.add(ReminderOptOut(person_id=person_id, refused_at=now))
    except IntegrityError:
        pass
    mine = Reminder.person_id == person_id, Reminder.message_id.is_not(None)
    message_ids = session.scalars(select(Reminder.message_id).where(*mine))
    return [message_id for message_id in message_ids if message_id]


def opt_in(session: Session, person_id: UUID) -> None:
    """Let a person get reminders again. Idempotent."""
    session.execute(delete(ReminderOptOut).where(ReminderOptOut.person_id == person_id))


def move_reminders(session: Session, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """Move reminders and opt-out to another account of the same person when accounts are merged."""
    other = aliased(Reminder)
    is_in_both = exists().where(other.round_id == Reminder.round_id, other.person_id == to_id)
    move = update(Reminder).where(Reminder.person_id == from_id, ~is_in_both)
    session.execute(move.values(person_id=to_id).execution_options(synchronize_session=False))
    if session.get(ReminderOptOut, from_id) is not None:
        opt_out(session, to_id, now=now)


def delete_reminders(session: Session, person_ids: Collection[UUID]) -> None:
    """Delete reminders and opt-outs of people whose roster import is undone."""
    for table in (Reminder, ReminderOptOut):
        session.execute(delete(table).where(table.person_id.in_(person_ids)))
