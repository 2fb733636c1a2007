"""Statements on the log of answers, cached: building one takes longer than running it."""

from functools import cache

from sqlalchemy import Executable, bindparam, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry
from assessments.items.models import Assessment, ItemVersion


@cache
def slot_statement() -> Executable:
    """Select what validates an answer; locks the attempt.

    Parameters: `attempt_id`, `learner_id` and `position`.
    """
    return (
        select(
            Attempt.submitted_at,
            Attempt.deadline_at,
            AttemptSlot.options,
            ItemVersion.type_code,
            (Assessment.purpose == "practice").label("is_practice"),
        )
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(
            Attempt.id == bindparam("attempt_id"),
            Attempt.learner_id == bindparam("learner_id"),
            AttemptSlot.position == bindparam("position"),
        )
        .with_for_update(of=Attempt)  # PostgreSQL; SQLite has one writer
    )


@cache
def last_entry_statement() -> Executable:
    """Select the last entry of a slot, and whether the log has `response_id` already."""
    entry, other = ResponseLogEntry, aliased(ResponseLogEntry)
    return (
        select(
            entry.id,
            entry.position,
            entry.sequence,
            entry.response,
            entry.is_flagged,
            entry.received_at,
            exists().where(other.id == bindparam("response_id")).label("is_id_known"),
        )
        .where(entry.attempt_id == bindparam("attempt_id"), entry.position == bindparam("position"))
        .order_by(entry.sequence.desc())
        .limit(1)
    )


@cache
def insert_entry_statement(dialect: str) -> Executable:
    """Return the INSERT of a dialect: ON CONFLICT is not standard SQL. A known id gives no row."""
    table = ResponseLogEntry.metadata.tables[ResponseLogEntry.__tablename__]
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    next_sequence = select(func.coalesce(func.max(table.c.sequence), 0) + 1).where(
        table.c.attempt_id == bindparam("new_attempt_id", type_=table.c.attempt_id.type)
    )
    values = {
        name: bindparam(f"new_{name}", type_=table.c[name].type)
        for name in table.c.keys()  # noqa: SIM118  a collection of columns is no mapping
        if name != "sequence"
    }
    return (
        insert.values(sequence=next_sequence.scalar_subquery(), **values)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(table.c.sequence)
    )
