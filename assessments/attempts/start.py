"""Starts an attempt: once, on the form that is the learner's, when the rules allow another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.arms import get_or_draw_arm
from assessments.attempts.history import TaskHistory, histories
from assessments.attempts.layout import lay_slots
from assessments.attempts.models import Attempt, AttemptEvent
from assessments.attempts.opening import CourseProgress
from assessments.attempts.time_limits import deadline_of_start
from assessments.forms.assembly import form_of
from assessments.items.models import Assessment, AssessmentForm
from assessments.kinds import TASKS, Task
from lms.kernel.clock import new_id

NOT_BEGUN = CourseProgress()
POOLS = {"retake-pool": "retake", "all-items": "bank"}  # forms by what a policy says


def start_attempt(
    session: Session,
    *,
    learner_id: UUID,
    context_id: UUID,
    cohort_id: UUID,
    purpose: Task,
    progress: CourseProgress = NOT_BEGUN,
    attempt_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """The learner's open attempt, or a new one. A repeated `attempt_id` gives the same attempt.

    Raises AssessmentNotFound, PreTestClosed, PostTestBegun, LessonsFirst, FollowUpNotOpen,
    RetakeTooEarly, AssessmentPassed or AttemptsUsedUp.
    """
    found = _locked_histories(session, context_id, learner_id, purpose)
    history = found[purpose]
    for known in history.attempts:
        if known.id == attempt_id or known.submitted_at is None:
            return known.id
    _refuse_taken_id(session, attempt_id)
    _refuse_unless_open(history, progress, now=now)
    kind, of_purpose = TASKS[purpose]
    if of_purpose == "pre" and "post" in found and found["post"].attempts:
        raise errors.PostTestBegun()
    code = "scale"
    if kind == "knowledge":
        arm = get_or_draw_arm(
            session, context_id=context_id, cohort_id=cohort_id, learner_id=learner_id, now=now
        )
        code = _form_code(history, form_of(of_purpose, arm))
    deadline_at = deadline_of_start(session, history.assessment_id, learner_id=learner_id, now=now)
    attempt = Attempt(
        id=attempt_id or new_id(),
        assessment_id=history.assessment_id,
        learner_id=learner_id,
        number=len(history.attempts) + 1,
        started_at=now,
        deadline_at=deadline_at,
    )
    _begin(session, attempt, _form(session, context_id, kind, code))
    return attempt.id


def _locked_histories(
    session: Session, context_id: UUID, learner_id: UUID, task: Task
) -> dict[Task, TaskHistory]:
    """All assessments of a context are locked, in order: starts queue on PostgreSQL too."""
    lock = select(Assessment.id).where(Assessment.context_id == context_id)
    session.execute(lock.order_by(Assessment.id).with_for_update())
    found = histories(session, learner_id=learner_id, context_id=context_id)
    if task not in found:
        raise errors.AssessmentNotFound(purpose=task)
    return found


def _refuse_taken_id(session: Session, attempt_id: UUID | None) -> None:
    """Ids are the client's: one that names an attempt of somebody else, or another task."""
    if attempt_id is not None and session.get(Attempt, attempt_id) is not None:
        raise errors.AttemptIdTaken(attempt_id=attempt_id)


def _refuse_unless_open(history: TaskHistory, progress: CourseProgress, *, now: datetime) -> None:
    """What has been decided, what the course says about when a task is open, and the waits."""
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


def _form_code(history: TaskHistory, of_arm: str) -> str:
    """The policy's pool; else the form of the learner's arm, and for a retake the other pool."""
    return POOLS.get(history.rules.forms, "retake" if history.attempts else of_arm)


def _form(session: Session, context_id: UUID, kind: str, code: str) -> AssessmentForm:
    return session.scalars(
        select(AssessmentForm).where(
            AssessmentForm.context_id == context_id,
            AssessmentForm.kind == kind,
            AssessmentForm.code == code,
        )
    ).one()


def _begin(session: Session, attempt: Attempt, form: AssessmentForm) -> None:
    attempt.form_id = form.id
    session.add(attempt)
    session.flush()  # slots refer to it without a relationship to order them
    lay_slots(session, attempt, form)
    session.add(
        AttemptEvent(
            attempt_id=attempt.id,
            event="started",
            happened_at=attempt.started_at,
            details={"form": form.code},
        )
    )
