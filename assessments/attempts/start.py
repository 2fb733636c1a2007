"""Starts an attempt: once, on the form that is the learner's, when the rules allow another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import errors
from assessments.attempts.arms import stored_arm
from assessments.attempts.layout import lay_slots
from assessments.attempts.models import Attempt, AttemptEvent, Score
from assessments.attempts.opening import Sitting, availability
from assessments.form_assembly import form_of
from assessments.items.models import Assessment, AssessmentForm
from assessments.kinds import TASKS, Task
from lms.kernel.clock import new_id


def start_attempt(
    session: Session,
    *,
    learner_id: UUID,
    context_id: UUID,
    cohort_id: UUID,
    purpose: Task,
    has_opened_lessons: bool = False,
    attempt_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """The learner's open attempt, or a new one. A repeated `attempt_id` gives the same attempt.

    Raises AssessmentNotFound, PreTestClosed, RetakeTooEarly, AssessmentPassed or AttemptsUsedUp.
    """
    assessment = _locked_assessment(session, context_id, purpose)
    attempts = _attempts(session, assessment.id, learner_id)
    for known in attempts:
        if known.id == attempt_id or known.submitted_at is None:
            return known.id
    if attempt_id is not None and session.get(Attempt, attempt_id) is not None:
        raise errors.AttemptIdTaken(attempt_id=attempt_id)
    if assessment.purpose == "pre" and has_opened_lessons:
        raise errors.PreTestClosed()
    _refuse_too_many(session, assessment, attempts, now)
    number = len(attempts) + 1
    code = "scale"
    if assessment.kind == "knowledge":
        arm = stored_arm(
            session, context_id=context_id, cohort_id=cohort_id, learner_id=learner_id, now=now
        )
        code = form_of(assessment.purpose, arm) if number == 1 else "retake"
    form = _form(session, assessment, code)
    attempt = Attempt(
        id=attempt_id or new_id(),
        assessment_id=assessment.id,
        learner_id=learner_id,
        form_id=form.id,
        number=number,
        started_at=now,
    )
    session.add(attempt)
    session.flush()  # slots refer to it without a relationship to order them
    lay_slots(session, attempt, form)
    started = AttemptEvent(
        attempt_id=attempt.id, event="started", happened_at=now, details={"form": code}
    )
    session.add(started)
    return attempt.id


def _locked_assessment(session: Session, context_id: UUID, task: Task) -> Assessment:
    """All of a context are locked, in order, so that starts queue on PostgreSQL as on SQLite."""
    rows = session.scalars(
        select(Assessment)
        .where(Assessment.context_id == context_id)
        .order_by(Assessment.id)
        .with_for_update()
    )
    for assessment in rows:
        if TASKS.get(task) == (assessment.kind, assessment.purpose):
            return assessment
    raise errors.AssessmentNotFound(purpose=task)


def _attempts(session: Session, assessment_id: UUID, learner_id: UUID) -> list[Attempt]:
    return list(
        session.scalars(
            select(Attempt)
            .where(Attempt.learner_id == learner_id, Attempt.assessment_id == assessment_id)
            .order_by(Attempt.number)
        )
    )


def _refuse_too_many(
    session: Session, assessment: Assessment, attempts: list[Attempt], now: datetime
) -> None:
    passed = set(
        session.scalars(
            select(Score.attempt_id).where(
                Score.attempt_id.in_([attempt.id for attempt in attempts]),
                Score.has_passed.is_(True),
            )
        )
    )
    sittings = [Sitting(a.submitted_at, a.id in passed) for a in attempts if a.submitted_at]
    after = availability(
        sittings, max_attempts=assessment.max_attempts, waits_hours=assessment.waits_hours
    )
    if after.state == "passed":
        raise errors.AssessmentPassed()
    if after.state == "used-up":
        raise errors.AttemptsUsedUp(attempts=assessment.max_attempts)
    if not after.is_open(now):
        raise errors.RetakeTooEarly(opens_at=after.opens_at)


def _form(session: Session, assessment: Assessment, code: str) -> AssessmentForm:
    return session.scalars(
        select(AssessmentForm).where(
            AssessmentForm.context_id == assessment.context_id,
            AssessmentForm.kind == assessment.kind,
            AssessmentForm.code == code,
        )
    ).one()
