"""Facts about an assessment that a learner reads before starting it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from assessments.attempts.time_limits import PERCENT
from assessments.errors import AssessmentNotFound
from assessments.items.bank import FOLLOW_UP_SCALE
from assessments.items.entries import STATEMENT
from assessments.items.models import Assessment, AssessmentForm, FormSlot
from assessments.kinds import TASKS, Task
from assessments.scoring.policies import Rules, resolve_rules


def get_follow_up_months(session: Session) -> dict[UUID, tuple[int, ...]]:
    """Return the months after completion of each context that has a follow-up."""
    rows = session.execute(
        select(Assessment.context_id, Assessment.policy).where(
            Assessment.kind == "knowledge", Assessment.purpose == "follow-up"
        )
    )
    return {context_id: resolve_rules("follow-up", policy).months for context_id, policy in rows}


@dataclass(frozen=True, slots=True)
class AssessmentIntro:
    """Length, pass mark, attempts and time limit of an assessment."""

    task: Task
    item_count: int
    pass_percent: int | None
    max_attempts: int
    waits_hours: tuple[int, ...]
    rules: Rules
    time_limit_minutes: int | None
    question_count: int = 0  # of a follow-up, beside the statements of the scale

    def minutes_for(self, extra_percent: int) -> int | None:
        """Return whole minutes with extra time, in percent; None without a time limit."""
        if self.time_limit_minutes is None:
            return None
        return self.time_limit_minutes * (PERCENT + extra_percent) // PERCENT


def get_assessment_intro(session: Session, *, context_id: UUID, task: Task) -> AssessmentIntro:
    """Return the facts about the assessment of a task. Raises AssessmentNotFound."""
    if task not in TASKS:
        raise AssessmentNotFound(purpose=task)
    kind, purpose = TASKS[task]
    code = STATEMENT if kind == "self-efficacy" else "A"  # form B is as long
    further = _item_count(context_id, kind, FOLLOW_UP_SCALE)  # of the scale with further questions
    row = session.execute(
        select(
            _item_count(context_id, kind, code).label("item_count"),
            further.label("further_count"),
            Assessment.pass_percent,
            Assessment.max_attempts,
            Assessment.waits_hours,
            Assessment.policy,
            Assessment.time_limit_minutes,
        ).where(
            Assessment.context_id == context_id,
            Assessment.kind == kind,
            Assessment.purpose == purpose,
        )
    ).one_or_none()
    if row is None:
        raise AssessmentNotFound(purpose=task)
    questions = row.further_count - row.item_count if row.further_count else 0
    return AssessmentIntro(
        task,
        row.item_count,
        row.pass_percent,
        row.max_attempts,
        tuple(row.waits_hours),
        resolve_rules(task, row.policy),
        row.time_limit_minutes,
        questions if task == "self-efficacy-follow-up" else 0,
    )


def _item_count(context_id: UUID, kind: str, code: str) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(FormSlot)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(
            AssessmentForm.context_id == context_id,
            AssessmentForm.kind == kind,
            AssessmentForm.code == code,
        )
        .scalar_subquery()
    )
