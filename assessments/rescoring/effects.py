"""Effects of changed scores on learners: passes gained or lost, best percent changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.history import is_current_score
from assessments.attempts.models import Attempt, Score
from assessments.items.models import Assessment
from assessments.rescoring.rescoring import Change

Outcome = tuple[bool, int]  # passed, percent


@dataclass(frozen=True, slots=True)
class LearnerEffect:
    """Results over all attempts of a learner at the post-test of a course version."""

    learner_id: UUID
    context_id: UUID
    passed_before: bool
    passed_after: bool
    best_before: int
    best_after: int


def compute_learner_effects(session: Session, changes: Sequence[Change]) -> list[LearnerEffect]:
    """List the learners whose results change. Call it before the new scores are written."""
    changed = {change.attempt_id: change for change in changes}
    rows = session.execute(
        select(
            Attempt.id, Attempt.learner_id, Assessment.context_id, Score.has_passed, Score.percent
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(Score, Score.attempt_id == Attempt.id)
        .where(
            Attempt.learner_id.in_({change.learner_id for change in changes}),
            Attempt.assessment_id.in_({change.assessment_id for change in changes}),
            Assessment.kind == "knowledge",
            Assessment.purpose == "post",
            is_current_score(),
        )
        .order_by(Attempt.learner_id)
    )
    before: defaultdict[tuple[UUID, UUID], list[Outcome]] = defaultdict(list)
    after: defaultdict[tuple[UUID, UUID], list[Outcome]] = defaultdict(list)
    for attempt_id, learner_id, context_id, has_passed, percent in rows:
        before[learner_id, context_id].append((bool(has_passed), percent))
        change = changed.get(attempt_id)
        outcome = (bool(change.after.has_passed), change.after.percent) if change else None
        after[learner_id, context_id].append(outcome or (bool(has_passed), percent))
    return [_effect(key, before[key], after[key]) for key in before if before[key] != after[key]]


def _effect(
    key: tuple[UUID, UUID], before: Iterable[Outcome], after: Iterable[Outcome]
) -> LearnerEffect:
    passed_before, best_before = _summary(before)
    passed_after, best_after = _summary(after)
    return LearnerEffect(*key, passed_before, passed_after, best_before, best_after)


def _summary(outcomes: Iterable[Outcome]) -> Outcome:
    passes, percents = zip(*outcomes, strict=True)
    return any(passes), max(percents)
