"""Results of finished attempts that a learner may see, and whether a test is passed.

The result of the pre-test is hidden until a post-test is submitted. No result shows which item was
right, since items stay in use.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.answers import get_answers_by_slot
from assessments.attempts.comparison import Comparison, compare, is_score_visible
from assessments.attempts.history import (
    PastAttempt,
    TaskHistory,
    get_histories,
    is_current_score,
)
from assessments.attempts.models import Attempt, AttemptSlot, Score
from assessments.attempts.opening import Availability
from assessments.errors import AttemptNotFound, AttemptOpen
from assessments.items.models import Assessment, ItemVersion
from assessments.kinds import Task, task_of
from assessments.scoring.score import ObjectiveMastery, mastery


class AssessmentState(NamedTuple):
    """Progress of a learner in one task; `attempt_id` is the open attempt, or else the last."""

    task: Task
    state: Literal["not-started", "open", "done"]
    attempt_id: UUID | None
    submitted_at: datetime | None
    has_passed: bool
    best_percent: int | None
    pass_percent: int | None
    attempts_made: int
    attempts_remaining: int
    may_retake_at: datetime | None  # set if another attempt is possible after a failed one


@dataclass(frozen=True, slots=True)
class AssessmentStates:
    """Progress in all tasks; None for an assessment that the context does not have."""

    pre: AssessmentState | None
    post: AssessmentState
    self_efficacy_before: AssessmentState | None
    self_efficacy_after: AssessmentState | None
    follow_up: AssessmentState | None
    self_efficacy_follow_up: AssessmentState | None

    def is_too_late(self, before: AssessmentState) -> bool:
        """Return whether a pre-course measure was not started before the post-test was."""
        return before.state == "not-started" and self.post.state != "not-started"


@dataclass(frozen=True, slots=True)
class AttemptLocation:
    """The context and task of an attempt."""

    context_id: UUID
    task: Task


class AttemptLine(NamedTuple):
    """An attempt in the learner's list; percent and outcome are None while they are hidden."""

    id: UUID
    task: Task
    number: int
    started_at: datetime
    submitted_at: datetime | None
    percent: int | None
    has_passed: bool | None


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The result of an attempt; `percent` is None and `mastery` empty while they are hidden.

    `unanswered` are the positions of questions without an answer.
    """

    attempt_id: UUID
    context_id: UUID
    task: Task
    number: int
    submitted_at: datetime
    percent: int | None
    pass_percent: int | None
    has_passed: bool | None
    mastery: tuple[ObjectiveMastery, ...]
    next_attempt: Availability
    comparison: Comparison
    unanswered: tuple[int, ...]


def has_passed(session: Session, *, learner_id: UUID, context_id: UUID) -> bool:
    """Return whether any attempt at the post-test has reached the pass mark."""
    passed = session.scalar(
        select(Score.id)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(
            Assessment.context_id == context_id,
            Assessment.kind == "knowledge",
            Assessment.purpose == "post",
            Attempt.learner_id == learner_id,
            Score.has_passed.is_(True),
            is_current_score(),
        )
        .limit(1)
    )
    return passed is not None


def get_assessment_states(
    session: Session, *, learner_id: UUID, context_id: UUID
) -> AssessmentStates:
    """Return the progress of a learner in all tasks of a course, in one query."""
    return states_from_histories(
        get_histories(session, learner_id=learner_id, context_id=context_id)
    )


def states_from_histories(by_task: dict[Task, TaskHistory]) -> AssessmentStates:
    """Return the progress for histories by task."""
    states = {
        task: _state(history, is_score_visible(by_task, task)) for task, history in by_task.items()
    }
    return AssessmentStates(
        pre=states.get("pre"),
        post=states.get("post") or _not_started("post"),
        self_efficacy_before=states.get("self-efficacy-before"),
        self_efficacy_after=states.get("self-efficacy-after"),
        follow_up=states.get("follow-up"),
        self_efficacy_follow_up=states.get("self-efficacy-follow-up"),
    )


def list_attempts(
    session: Session, *, learner_id: UUID, context_id: UUID
) -> tuple[AttemptLine, ...]:
    """Return the attempts of a learner at all tests of a course, in the order of start."""
    by_task = get_histories(session, learner_id=learner_id, context_id=context_id)
    lines = [
        _attempt_line(task, attempt, is_score_visible(by_task, task))
        for task, history in by_task.items()
        for attempt in history.attempts
    ]
    return tuple(sorted(lines, key=lambda line: (line.started_at, line.id)))


def get_attempt_result(session: Session, attempt_id: UUID, *, learner_id: UUID) -> AttemptResult:
    """Return the result of an attempt.

    Raises AttemptNotFound, also for practice, or AttemptOpen before it is submitted.
    """
    location = get_attempt_location(session, attempt_id, learner_id=learner_id)
    task = location.task
    by_task = get_histories(session, learner_id=learner_id, context_id=location.context_id)
    if task not in by_task:
        raise AttemptNotFound(attempt_id=attempt_id)
    attempt = next(a for a in by_task[task].attempts if a.id == attempt_id)
    if attempt.submitted_at is None:
        raise AttemptOpen(attempt_id=attempt_id)
    is_shown = is_score_visible(by_task, task)
    shows_objectives = is_shown and by_task[task].rules.feedback != "score"
    return AttemptResult(
        attempt_id=attempt_id,
        context_id=location.context_id,
        task=task,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        percent=attempt.percent if is_shown else None,
        pass_percent=by_task[task].pass_percent,
        has_passed=attempt.has_passed if is_shown else None,
        mastery=_get_mastery(session, attempt_id) if shows_objectives else (),
        next_attempt=by_task[task].availability,
        comparison=compare(session, by_task),
        unanswered=_get_unanswered(session, attempt_id),
    )


def get_attempt_location(
    session: Session, attempt_id: UUID, *, learner_id: UUID
) -> AttemptLocation:
    """Return context and task of an attempt. Raises AttemptNotFound, also for another learner's."""
    row = session.execute(
        select(Assessment.context_id, Assessment.kind, Assessment.purpose)
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .where(Attempt.id == attempt_id, Attempt.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise AttemptNotFound(attempt_id=attempt_id)
    return AttemptLocation(row.context_id, task_of(row.kind, row.purpose))


def _state(history: TaskHistory, is_revealed: bool) -> AssessmentState:
    current = history.open_attempt or (history.attempts[-1] if history.attempts else None)
    next_attempt = history.availability
    percents = [a.percent for a in history.finished if a.percent is not None]
    return AssessmentState(
        task=history.task,
        state="not-started" if current is None else "open" if history.open_attempt else "done",
        attempt_id=current.id if current else None,
        submitted_at=current.submitted_at if current else None,
        has_passed=next_attempt.state == "passed",
        best_percent=max(percents, default=None) if is_revealed else None,
        pass_percent=history.pass_percent,
        attempts_made=len(history.finished),
        attempts_remaining=next_attempt.attempts_remaining,
        may_retake_at=next_attempt.opens_at,
    )


def _attempt_line(task: Task, attempt: PastAttempt, is_shown: bool) -> AttemptLine:
    return AttemptLine(
        attempt.id,
        task,
        attempt.number,
        attempt.started_at,
        attempt.submitted_at,
        attempt.percent if is_shown else None,
        attempt.has_passed if is_shown else None,
    )


def _not_started(task: Task) -> AssessmentState:
    return AssessmentState(task, "not-started", None, None, False, None, None, 0, 0, None)


def _get_unanswered(session: Session, attempt_id: UUID) -> tuple[int, ...]:
    """Positions without an answer. Erased answers count as given."""
    answers = get_answers_by_slot(session, attempt_id)
    return tuple(
        position
        for position, answer in answers.items()
        if not (answer.is_answered or answer.is_erased)
    )


def _get_mastery(session: Session, attempt_id: UUID) -> tuple[ObjectiveMastery, ...]:
    slot_points = session.scalar(
        select(Score.slot_points).where(Score.attempt_id == attempt_id, is_current_score())
    )
    objectives = session.execute(
        select(AttemptSlot.position, ItemVersion.objective_code)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(ItemVersion.objective_code)
    )
    points = slot_points or {}
    shares = [(code, Fraction(points.get(str(position), 0))) for position, code in objectives]
    return mastery(shares)
