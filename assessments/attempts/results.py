"""Results of finished attempts, as far as a learner may see them yet; and whether a test is passed.

The result of the pre-test stays closed until a post-test is done. No result shows which item was
right: items stay in use.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.answers import current_answers
from assessments.attempts.history import (
    PastAttempt,
    TaskHistory,
    histories,
    is_current_score,
)
from assessments.attempts.models import Attempt, AttemptSlot, Score
from assessments.attempts.opening import Availability
from assessments.errors import AttemptNotFound, AttemptOpen
from assessments.items.models import Assessment, ItemVersion
from assessments.kinds import Task, task_of
from assessments.scoring.score import ObjectiveMastery, mastery


class AssessmentState(NamedTuple):
    """How far a learner is with one task. `attempt_id` is the open attempt, or else the last."""

    task: Task
    state: Literal["not-started", "open", "done"]
    attempt_id: UUID | None
    submitted_at: datetime | None
    has_passed: bool
    best_percent: int | None
    pass_percent: int | None
    attempts_made: int
    attempts_remaining: int
    may_retake_at: datetime | None  # set while another attempt is left after one that fell short


@dataclass(frozen=True, slots=True)
class AssessmentStates:
    """None where the context has no such assessment."""

    pre: AssessmentState | None
    post: AssessmentState
    self_efficacy_before: AssessmentState | None
    self_efficacy_after: AssessmentState | None
    follow_up: AssessmentState | None
    self_efficacy_follow_up: AssessmentState | None

    def is_too_late(self, before: AssessmentState) -> bool:
        """Whether what measures before the course was not begun until the post-test was."""
        return before.state == "not-started" and self.post.state != "not-started"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before and after. Knowledge in percent (first post attempt), confidence as a mean."""

    pre_percent: int | None
    first_post_percent: int | None
    best_post_percent: int | None
    confidence_before: float | None
    confidence_after: float | None
    confidence_later: float | None  # at the last follow-up


@dataclass(frozen=True, slots=True)
class AttemptLocation:
    context_id: UUID
    task: Task


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """`percent` and `mastery` are None and empty while the learner may not see them."""

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


def has_passed(session: Session, *, learner_id: UUID, context_id: UUID) -> bool:
    """Whether any attempt at the post-test has reached the pass mark."""
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


def assessment_states(session: Session, *, learner_id: UUID, context_id: UUID) -> AssessmentStates:
    """All tasks of a course, for one learner, in one query."""
    return states_in(histories(session, learner_id=learner_id, context_id=context_id))


def states_in(found: dict[Task, TaskHistory]) -> AssessmentStates:
    states = {task: _state(history, _shows_score(found, task)) for task, history in found.items()}
    return AssessmentStates(
        pre=states.get("pre"),
        post=states.get("post") or _absent("post"),
        self_efficacy_before=states.get("self-efficacy-before"),
        self_efficacy_after=states.get("self-efficacy-after"),
        follow_up=states.get("follow-up"),
        self_efficacy_follow_up=states.get("self-efficacy-follow-up"),
    )


def comparison(session: Session, *, learner_id: UUID, context_id: UUID) -> Comparison:
    found = histories(session, learner_id=learner_id, context_id=context_id)
    return _comparison(session, found)


def attempt_result(session: Session, attempt_id: UUID, *, learner_id: UUID) -> AttemptResult:
    """Raises AttemptNotFound, also for practice, or AttemptOpen before it is submitted."""
    place = attempt_location(session, attempt_id, learner_id=learner_id)
    task = place.task
    found = histories(session, learner_id=learner_id, context_id=place.context_id)
    if task not in found:
        raise AttemptNotFound(attempt_id=attempt_id)
    attempt = next(a for a in found[task].attempts if a.id == attempt_id)
    if attempt.submitted_at is None:
        raise AttemptOpen(attempt_id=attempt_id)
    is_shown = _shows_score(found, task)
    shows_objectives = is_shown and found[task].rules.feedback != "score"
    return AttemptResult(
        attempt_id=attempt_id,
        context_id=place.context_id,
        task=task,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        percent=attempt.percent if is_shown else None,
        pass_percent=found[task].pass_percent,
        has_passed=attempt.has_passed if is_shown else None,
        mastery=_mastery(session, attempt_id) if shows_objectives else (),
        next_attempt=found[task].availability,
        comparison=_comparison(session, found),
    )


def attempt_location(session: Session, attempt_id: UUID, *, learner_id: UUID) -> AttemptLocation:
    """Where an attempt belongs. Raises AttemptNotFound, also for another learner's."""
    row = session.execute(
        select(Assessment.context_id, Assessment.kind, Assessment.purpose)
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .where(Attempt.id == attempt_id, Attempt.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise AttemptNotFound(attempt_id=attempt_id)
    return AttemptLocation(row.context_id, task_of(row.kind, row.purpose))


def _shows_score(found: dict[Task, TaskHistory], task: Task) -> bool:
    """By what the course says of each phase; `with-post` opens once a post-test is handed in."""
    feedback = found[task].rules.feedback
    if feedback == "with-post":
        return "post" in found and bool(found["post"].finished)
    return feedback in ("score", "mastery")


def _state(history: TaskHistory, is_revealed: bool) -> AssessmentState:
    current = history.open_attempt or (history.attempts[-1] if history.attempts else None)
    after = history.availability
    percents = [a.percent for a in history.finished if a.percent is not None]
    return AssessmentState(
        task=history.task,
        state="not-started" if current is None else "open" if history.open_attempt else "done",
        attempt_id=current.id if current else None,
        submitted_at=current.submitted_at if current else None,
        has_passed=after.state == "passed",
        best_percent=max(percents, default=None) if is_revealed else None,
        pass_percent=history.pass_percent,
        attempts_made=len(history.finished),
        attempts_remaining=after.attempts_remaining,
        may_retake_at=after.opens_at,
    )


def _absent(task: Task) -> AssessmentState:
    return AssessmentState(task, "not-started", None, None, False, None, None, 0, 0, None)


def _comparison(session: Session, found: dict[Task, TaskHistory]) -> Comparison:
    """Figures of the pre-test only once there is a post-test to compare with.

    What was handed in after the first post-test no longer tells how it was before.
    """
    post = _finished(found, "post")
    ended_at = post[0].submitted_at if post else None
    pre = _in_time(_finished(found, "pre"), ended_at)
    percents = [attempt.percent for attempt in post if attempt.percent is not None]
    return Comparison(
        pre_percent=pre[0].percent if pre and post and _shows_score(found, "pre") else None,
        first_post_percent=post[0].percent if post else None,
        best_post_percent=max(percents, default=None),
        confidence_before=_mean_rating(
            session, _in_time(_finished(found, "self-efficacy-before"), ended_at)
        ),
        confidence_after=_mean_rating(session, _finished(found, "self-efficacy-after")),
        confidence_later=_mean_rating(session, _finished(found, "self-efficacy-follow-up")),
    )


def _finished(found: dict[Task, TaskHistory], task: Task) -> tuple[PastAttempt, ...]:
    return found[task].finished if task in found else ()


def _in_time(
    attempts: tuple[PastAttempt, ...], ended_at: datetime | None
) -> tuple[PastAttempt, ...]:
    """Those handed in until then; all where nothing has ended."""
    if ended_at is None:
        return attempts
    return tuple(one for one in attempts if one.submitted_at and one.submitted_at <= ended_at)


def _mean_rating(session: Session, finished: tuple[PastAttempt, ...]) -> float | None:
    """The mean of the statements rated; None before the scale is finished or with none rated."""
    if not finished:
        return None
    answers = current_answers(session, finished[-1].id).values()
    ratings = [a.response["rating"] for a in answers if a.response and "rating" in a.response]
    return sum(ratings) / len(ratings) if ratings else None


def _mastery(session: Session, attempt_id: UUID) -> tuple[ObjectiveMastery, ...]:
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
