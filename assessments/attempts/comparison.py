"""A learner's own tests and ratings before and after a course, side by side."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.answers import get_current_answers
from assessments.attempts.history import PastAttempt, TaskHistory, get_histories
from assessments.attempts.models import AttemptSlot
from assessments.items.models import ItemVersion
from assessments.items.types.likert import MEASURES, get_points
from assessments.kinds import Task


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before and after: knowledge in percent (first post-test), confidence as a mean rating."""

    pre_percent: int | None
    first_post_percent: int | None
    best_post_percent: int | None
    confidence_before: float | None
    confidence_after: float | None
    confidence_later: float | None  # at the last follow-up


def get_comparison(session: Session, *, learner_id: UUID, context_id: UUID) -> Comparison:
    """Return the comparison of a learner's tests before and after a course."""
    by_task = get_histories(session, learner_id=learner_id, context_id=context_id)
    return compare(session, by_task)


def is_score_visible(by_task: dict[Task, TaskHistory], task: Task) -> bool:
    """Apply the feedback policy of a task; `with-post` shows scores once a post-test is done."""
    feedback = by_task[task].rules.feedback
    if feedback == "with-post":
        return "post" in by_task and bool(by_task["post"].finished)
    return feedback in ("score", "mastery")


def compare(session: Session, by_task: dict[Task, TaskHistory]) -> Comparison:
    """Show the pre-test only once there is a post-test.

    A measure submitted after the first post-test does not describe the time before.
    """
    post = _finished_attempts(by_task, "post")
    ended_at = post[0].submitted_at if post else None
    pre = _submitted_until(_finished_attempts(by_task, "pre"), ended_at)
    percents = [attempt.percent for attempt in post if attempt.percent is not None]
    return Comparison(
        pre_percent=pre[0].percent if pre and post and is_score_visible(by_task, "pre") else None,
        first_post_percent=post[0].percent if post else None,
        best_post_percent=max(percents, default=None),
        confidence_before=_mean_rating(
            session, _submitted_until(_finished_attempts(by_task, "self-efficacy-before"), ended_at)
        ),
        confidence_after=_mean_rating(session, _finished_attempts(by_task, "self-efficacy-after")),
        confidence_later=_mean_rating(
            session, _finished_attempts(by_task, "self-efficacy-follow-up")
        ),
    )


def _finished_attempts(by_task: dict[Task, TaskHistory], task: Task) -> tuple[PastAttempt, ...]:
    return by_task[task].finished if task in by_task else ()


def _submitted_until(
    attempts: tuple[PastAttempt, ...], ended_at: datetime | None
) -> tuple[PastAttempt, ...]:
    """Return the attempts submitted until then; all of them if `ended_at` is None."""
    if ended_at is None:
        return attempts
    return tuple(
        attempt for attempt in attempts if attempt.submitted_at and attempt.submitted_at <= ended_at
    )


def _mean_rating(session: Session, finished: tuple[PastAttempt, ...]) -> float | None:
    """Return the mean rating; None before the scale is finished or if nothing is rated.

    Reversed statements count from the other end; further questions of a follow-up do not count.
    """
    if not finished:
        return None
    attempt_id = finished[-1].id
    answers = get_current_answers(session, attempt_id)
    rows = session.execute(
        select(AttemptSlot.position, ItemVersion.content, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
    )
    ratings = [
        get_points(content, key, response["rating"])
        for position, content, key in rows
        if (response := answers[position].response if position in answers else None)
        and "rating" in response
        and MEASURES not in key
    ]
    return sum(ratings) / len(ratings) if ratings else None
