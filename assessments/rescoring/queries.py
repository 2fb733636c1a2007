"""Read models of rescorings for pages and commands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from assessments.attempts.models import Attempt, LateResponse, Score
from assessments.errors import RescoringNotFound
from assessments.items.models import Assessment, AssessmentForm, FormSlot, Item, ItemVersion
from assessments.kinds import Effect, Rule, Task, task_of
from assessments.rescoring.models import Rescoring, RescoringFinding
from assessments.rescoring.rescoring import ScoreSummary
from assessments.rescoring.targets import Target, target_from_rescoring

MAX_SHOWN_CHANGES = 200  # rows per page


@dataclass(frozen=True, slots=True)
class RescoringEntry:
    """A decision. Item and versions are None for late answers."""

    id: UUID
    rule: Rule
    item_code: str | None
    version: int | None
    key_version: int | None
    reason: str
    decided_by: UUID | None
    decided_at: datetime
    changed: int  # number of attempts with a new score


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A decision on an item version; `changed` counts the attempts of one context it changed."""

    item_code: str
    version: int
    rule: Rule
    decided_at: datetime
    changed: int


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """An attempt with its score before and after; `number` counts the learner's attempts."""

    attempt_id: UUID
    learner_id: UUID
    number: int
    before: ScoreSummary
    after: ScoreSummary


@dataclass(frozen=True, slots=True)
class Finding:
    """An affected certificate; `kept_at` is set once somebody decided to keep it."""

    id: UUID
    learner_id: UUID
    certificate_id: UUID
    effect: Effect
    kept_at: datetime | None


@dataclass(frozen=True, slots=True)
class RescoringPage:
    """A decision with its score changes and affected certificates."""

    entry: RescoringEntry
    changes: tuple[ScoreChange, ...]  # at most MAX_SHOWN_CHANGES
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LateCount:
    """An assessment with late answers: `answers` of them, in `attempts` attempts."""

    assessment_id: UUID
    context_id: UUID
    task: Task
    attempts: int
    answers: int
    last_at: datetime


def list_rescorings(session: Session, *, bank_code: str) -> tuple[RescoringEntry, ...]:
    """List the rescorings of an item bank, newest first."""
    rows = session.execute(_entries().where(Rescoring.bank_code == bank_code))
    return tuple(RescoringEntry(*row) for row in rows)


def list_key_changes(session: Session, context_id: UUID) -> tuple[KeyChange, ...]:
    """List the decisions on items of the knowledge tests of a context, newest first."""
    form_items = (
        select(ItemVersion.item_id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.context_id == context_id, AssessmentForm.kind == "knowledge")
    )
    changed = (
        select(func.count())
        .select_from(Score)
        .join(Attempt, Attempt.id == Score.attempt_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(Score.regrade_id == Rescoring.id, Assessment.context_id == context_id)
        .correlate(Rescoring)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Item.code, ItemVersion.number, Rescoring.rule, Rescoring.decided_at, changed)
        .join(ItemVersion, ItemVersion.id == Rescoring.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.id.in_(form_items))
        .order_by(Rescoring.decided_at.desc(), Rescoring.id.desc())
    )
    return tuple(KeyChange(*row) for row in rows)


def get_rescoring_page(session: Session, regrade_id: UUID, *, bank_code: str) -> RescoringPage:
    """Raises RescoringNotFound, also for a rescoring of another course."""
    row = session.execute(
        _entries().where(Rescoring.id == regrade_id, Rescoring.bank_code == bank_code)
    ).one_or_none()
    if row is None:
        raise RescoringNotFound()
    findings = session.execute(
        select(
            RescoringFinding.id,
            RescoringFinding.learner_id,
            RescoringFinding.certificate_id,
            RescoringFinding.effect,
            RescoringFinding.kept_at,
        )
        .where(RescoringFinding.regrade_id == regrade_id)
        .order_by(RescoringFinding.effect, RescoringFinding.id)
    )
    changes = _changes(session, regrade_id)
    return RescoringPage(RescoringEntry(*row), changes, tuple(Finding(*row) for row in findings))


def get_target(session: Session, regrade_id: UUID) -> Target:
    """Return the target of a rescoring. Raises RescoringNotFound."""
    rescoring = session.get(Rescoring, regrade_id)
    if rescoring is None:
        raise RescoringNotFound()
    return target_from_rescoring(rescoring)


def count_late_answers(session: Session, context_ids: Collection[UUID]) -> tuple[LateCount, ...]:
    """Count late answers of the knowledge tests of these contexts."""
    rows = session.execute(
        select(
            Assessment.id,
            Assessment.context_id,
            Assessment.kind,
            Assessment.purpose,
            func.count(Attempt.id.distinct()).label("attempts"),
            func.count(LateResponse.id).label("answers"),
            func.max(LateResponse.received_at).label("last_at"),
        )
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .join(LateResponse, LateResponse.attempt_id == Attempt.id)
        .where(Assessment.context_id.in_(context_ids), Assessment.kind == "knowledge")
        .group_by(Assessment.id, Assessment.context_id, Assessment.kind, Assessment.purpose)
        .order_by(Assessment.id)
    )
    return tuple(
        LateCount(
            row.id,
            row.context_id,
            task_of(row.kind, row.purpose),
            row.attempts,
            row.answers,
            row.last_at,
        )
        for row in rows
    )


def _entries() -> Select[UUID, Rule, str, int, int, str, UUID | None, datetime, int]:
    key = aliased(ItemVersion)
    changed = select(func.count()).select_from(Score).where(Score.regrade_id == Rescoring.id)
    return (
        select(
            Rescoring.id,
            Rescoring.rule,
            Item.code,
            ItemVersion.number,
            key.number,
            Rescoring.reason,
            Rescoring.decided_by,
            Rescoring.decided_at,
            changed.correlate(Rescoring).scalar_subquery(),
        )
        .outerjoin(ItemVersion, ItemVersion.id == Rescoring.item_version_id)
        .outerjoin(Item, Item.id == ItemVersion.item_id)
        .outerjoin(key, key.id == Rescoring.key_version_id)
        .order_by(Rescoring.decided_at.desc(), Rescoring.id.desc())
    )


def _changes(session: Session, regrade_id: UUID) -> tuple[ScoreChange, ...]:
    old = aliased(Score)
    rows = session.execute(
        select(Attempt.id, Attempt.learner_id, Attempt.number, old, Score)
        .join(Score, Score.attempt_id == Attempt.id)
        .join(old, (old.attempt_id == Attempt.id) & (old.number == Score.number - 1))
        .where(Score.regrade_id == regrade_id)
        .order_by(Attempt.learner_id, Attempt.number)
        .limit(MAX_SHOWN_CHANGES)
    )
    return tuple(
        ScoreChange(r[0], r[1], r[2], _summarise_score(r[3]), _summarise_score(r[4])) for r in rows
    )


def _summarise_score(score: Score) -> ScoreSummary:
    return ScoreSummary(score.points, score.max_points, score.percent, score.has_passed)
