"""A learner's attempts at all assessments of a context with the current scores, in one query."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from assessments.attempts.models import Attempt, Score
from assessments.attempts.opening import Availability, Sitting, compute_availability
from assessments.items.models import Assessment
from assessments.kinds import TASKS, Kind, Purpose, Task
from assessments.scoring.policies import Rules, resolve_rules

AnyColumns = tuple[Any, ...]
AnyRow = Row[*AnyColumns]
# Typed explicitly: a foreign key has no type before the table it points to is loaded.
LEARNER: Final = bindparam("learner_id", type_=Uuid())
CONTEXT: Final = bindparam("context_id", type_=Uuid())


class PastAttempt(NamedTuple):
    """An attempt with its current score.

    A tuple, which is quicker to create than a dataclass: a home page has a dozen.
    """

    id: UUID
    number: int
    started_at: datetime
    submitted_at: datetime | None
    percent: int | None
    has_passed: bool | None


class TaskHistory(NamedTuple):
    """An assessment with the learner's attempts, the oldest first."""

    task: Task
    assessment_id: UUID
    pass_percent: int | None
    max_attempts: int
    waits_hours: tuple[int, ...]
    rules: Rules
    attempts: tuple[PastAttempt, ...]

    @property
    def finished(self) -> tuple[PastAttempt, ...]:
        """The submitted attempts."""
        return tuple(a for a in self.attempts if a.submitted_at is not None)

    @property
    def open_attempt(self) -> PastAttempt | None:
        """The attempt that is not submitted yet, if there is one."""
        return next((a for a in self.attempts if a.submitted_at is None), None)

    def is_done_since(self, moment: datetime) -> bool:
        """Return whether an attempt was submitted since a moment, such as an invitation."""
        return any(a.submitted_at and a.submitted_at >= moment for a in self.attempts)

    @property
    def availability(self) -> Availability:
        """Whether another attempt may be started."""
        sittings = [Sitting(a.submitted_at, a.has_passed) for a in self.attempts if a.submitted_at]
        return compute_availability(
            sittings, max_attempts=self.max_attempts, waits_hours=self.waits_hours
        )


def is_current_score() -> ColumnElement[bool]:
    """Return the condition for the current score: rescoring adds scores, the last one counts."""
    other = aliased(Score)
    last = select(func.max(other.number)).where(other.attempt_id == Score.attempt_id)
    return Score.number == last.correlate(Score).scalar_subquery()


def get_histories(
    session: Session, *, learner_id: UUID, context_id: UUID
) -> dict[Task, TaskHistory]:
    """Return the histories of a context by task; empty without assessments."""
    of_learner = {"learner_id": learner_id, "context_id": context_id}
    return histories_from_rows(session.execute(attempts_statement(), of_learner).all())


def histories_from_rows(rows: Sequence[AnyRow]) -> dict[Task, TaskHistory]:
    """Return the histories of rows that `attempts_statement` selects."""
    by_pair: dict[tuple[Kind, Purpose], list[AnyRow]] = {}
    for row in rows:
        by_pair.setdefault((row.kind, row.purpose), []).append(row)
    return {task: _history(task, by_pair[pair]) for task, pair in TASKS.items() if pair in by_pair}


@cache
def attempts_statement() -> Select[*AnyColumns]:
    """Return the statement; cached, since building it takes longer than running it."""
    return (
        select(
            Assessment.id.label("assessment_id"),
            Assessment.kind,
            Assessment.purpose,
            Assessment.pass_percent,
            Assessment.max_attempts,
            Assessment.waits_hours,
            Assessment.policy,
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.submitted_at,
            Score.percent,
            Score.has_passed,
        )
        .outerjoin(
            Attempt,
            (Attempt.assessment_id == Assessment.id) & (Attempt.learner_id == LEARNER),
        )
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & is_current_score())
        .where(
            Assessment.context_id == CONTEXT,
            Assessment.purpose != "practice",  # unlimited rounds; no page needs their history
        )
        .order_by(Attempt.number)
    )


def _history(task: Task, rows: list[AnyRow]) -> TaskHistory:
    attempts = tuple(
        PastAttempt(
            row.id, row.number, row.started_at, row.submitted_at, row.percent, row.has_passed
        )
        for row in rows
        if row.id is not None
    )
    first = rows[0]
    return TaskHistory(
        task,
        first.assessment_id,
        first.pass_percent,
        first.max_attempts,
        tuple(first.waits_hours),
        resolve_rules(task, first.policy),
        attempts,
    )
