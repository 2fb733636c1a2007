"""Starts an attempt on the learner's form, if the rules of the course allow it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.arms import get_or_draw_arm
from assessments.attempts.history import TaskHistory, get_histories
from assessments.attempts.layout import create_slots
from assessments.attempts.models import Attempt, AttemptEvent
from assessments.attempts.opening import CourseProgress
from assessments.attempts.time_limits import deadline_at_start, lock_starts
from assessments.forms.assembly import form_for_arm
from assessments.items.bank import FOLLOW_UP_SCALE
from assessments.items.entries import STATEMENT
from assessments.items.models import AssessmentForm
from assessments.kinds import TASKS, Purpose, Task
from lms.kernel.clock import new_id

NO_PROGRESS = CourseProgress()
POOLS = {"retake-pool": "retake", "all-items": "bank"}  # forms by what a policy says


def start_attempt(
    session: Session,
    *,
    learner_id: UUID,
    context_id: UUID,
    cohort_id: UUID,
    purpose: Task,
    progress: CourseProgress = NO_PROGRESS,
    attempt_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Return the learner's open attempt, or start a new one. A repeated id is not an error.

    Raises AssessmentNotFound, AttemptIdTaken, PreTestClosed, PostTestBegun, LessonsFirst,
    FollowUpNotOpen, RetakeTooEarly, AssessmentPassed or AttemptsUsedUp.
    """
    lock_starts(session, learner_id)
    by_task = get_histories(session, learner_id=learner_id, context_id=context_id)
    if purpose not in by_task:
        raise errors.AssessmentNotFound(purpose=purpose)
    history = by_task[purpose]
    for known in history.attempts:
        if known.id == attempt_id or known.submitted_at is None:
            return known.id
    _require_unused_id(session, attempt_id)
    _require_open(history, progress, now=now)
    kind, of_purpose = TASKS[purpose]
    if of_purpose == "pre":
        _require_no_post_test(by_task)
    code = get_scale_code(session, context_id, of_purpose)
    if kind == "knowledge":
        arm = get_or_draw_arm(
            session, context_id=context_id, cohort_id=cohort_id, learner_id=learner_id, now=now
        )
        code = _form_code(history, form_for_arm(of_purpose, arm))
    attempt = Attempt(
        id=attempt_id or new_id(),
        assessment_id=history.assessment_id,
        learner_id=learner_id,
        number=len(history.attempts) + 1,
        started_at=now,
        deadline_at=deadline_at_start(
            session, history.assessment_id, learner_id=learner_id, now=now
        ),
    )
    _create_attempt(session, attempt, _get_form(session, context_id, kind, code))
    return attempt.id


def _require_unused_id(session: Session, attempt_id: UUID | None) -> None:
    """Clients choose ids; reject one of another learner's attempt or of another task."""
    if attempt_id is not None and session.get(Attempt, attempt_id) is not None:
        raise errors.AttemptIdTaken(attempt_id=attempt_id)


def _require_no_post_test(by_task: Mapping[Task, TaskHistory]) -> None:
    """Raise PostTestBegun if the learner has started the post-test."""
    if "post" in by_task and by_task["post"].attempts:
        raise errors.PostTestBegun()


def _require_open(history: TaskHistory, progress: CourseProgress, *, now: datetime) -> None:
    """Check earlier results, the opening rule of the course, and the wait before a retake."""
    if history.availability.state == "passed":
        raise errors.AssessmentPassed()
    if history.availability.state == "used-up":
        raise errors.AttemptsUsedUp(attempts=history.max_attempts)
    opens = history.rules.opens
    if opens == "before-lessons" and progress.has_opened_lessons:
        raise errors.PreTestClosed()
    if opens == "after-lessons" and not progress.has_all_lessons:
        raise errors.LessonsFirst()
    invited_at = progress.invited_at
    if opens == "invitation" and (invited_at is None or history.is_done_since(invited_at)):
        raise errors.FollowUpNotOpen()
    if not history.availability.is_open(now):
        raise errors.RetakeTooEarly(opens_at=history.availability.opens_at)


def get_scale_code(session: Session, context_id: UUID, purpose: Purpose) -> str:
    """Return the form of the scale; a follow-up may have one with further questions."""
    if purpose != "follow-up":
        return STATEMENT
    has_questions = select(AssessmentForm.id).where(
        AssessmentForm.context_id == context_id, AssessmentForm.code == FOLLOW_UP_SCALE
    )
    return STATEMENT if session.scalar(has_questions) is None else FOLLOW_UP_SCALE


def _form_code(history: TaskHistory, of_arm: str) -> str:
    """Return the pool of the policy; else the form of the arm, or the retake pool for a retake."""
    return POOLS.get(history.rules.forms, "retake" if history.attempts else of_arm)


def _get_form(session: Session, context_id: UUID, kind: str, code: str) -> AssessmentForm:
    return session.scalars(
        select(AssessmentForm).where(
            AssessmentForm.context_id == context_id,
            AssessmentForm.kind == kind,
            AssessmentForm.code == code,
        )
    ).one()


def _create_attempt(session: Session, attempt: Attempt, form: AssessmentForm) -> None:
    """Raises AttemptIdTaken if another learner takes the id at this moment."""
    attempt.form_id = form.id
    try:
        with session.begin_nested():  # flushed: slots refer to it without a relationship
            session.add(attempt)
    except IntegrityError:
        raise errors.AttemptIdTaken(attempt_id=attempt.id) from None
    create_slots(session, attempt, form)
    session.add(
        AttemptEvent(
            attempt_id=attempt.id,
            event="started",
            happened_at=attempt.started_at,
            details={"form": form.code},
        )
    )
