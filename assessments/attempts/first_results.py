"""The first pre-test and post-test of each person, which evaluation compares."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session

from assessments.attempts.history import is_current_score
from assessments.attempts.models import ArmAssignment, Attempt, Score
from assessments.items.models import Assessment, AssessmentForm
from lms.kernel.database.db import OpaqueId
from lms.kernel.database.recurring_ids import RecurringId

MAX_DATETIME: Final = datetime.max.replace(tzinfo=UTC)
BATCH_SIZE: Final = 5_000  # accounts per statement
PAIR: Final = ("pre", "post")


class SubmittedAttempt(NamedTuple):
    """A submitted attempt with its current score, which a scale does not have."""

    id: Hashable  # an opaque id, as that of the score
    learner_id: UUID
    submitted_at: datetime | None
    kind: str
    purpose: str
    score_id: Hashable | None
    points: float | None
    max_points: int | None
    arm: str | None
    form: str
    is_pool: bool

    @property
    def percent(self) -> float:
        """Per cent of the points."""
        return 100 * (self.points or 0) / self.max_points if self.max_points else 0.0


class FirstResult(NamedTuple):
    """Percent of the points, not rounded. `arm` is the arm of the account that took the test."""

    percent: float
    arm: str | None


def get_first_results(
    session: Session,
    context_ids: Collection[UUID],
    *,
    owners: Mapping[UUID, UUID],
    taught: Mapping[UUID, datetime],
) -> dict[UUID, dict[str, FirstResult]]:
    """Return results by person, then by purpose, by the rule of `choose_first_tests`.

    The latest score of an attempt counts. Persons without a submitted test are absent.
    """
    rows = [
        row
        for accounts in _batches(list(owners))
        for row in list_submitted(session, context_ids, accounts)
        if row.kind == "knowledge"
    ]
    return {
        person_id: {purpose: FirstResult(row.percent, row.arm) for purpose, row in first.items()}
        for person_id, first in choose_first_tests(rows, owners=owners, taught=taught).items()
    }


def choose_first_tests(
    rows: Iterable[SubmittedAttempt],
    *,
    owners: Mapping[UUID, UUID],
    taught: Mapping[UUID, datetime],
) -> dict[UUID, dict[str, SubmittedAttempt]]:
    """Return the attempts that count, by person and by purpose, `pre` or `post`.

    `owners` maps accounts to persons; `taught` is when a person opened their first lesson.
    Of several accounts of a person the earliest attempt counts. A pre-test submitted after that
    lesson or after a post-test does not count, since these give answers away.
    """
    results: dict[UUID, dict[str, SubmittedAttempt]] = {}
    for row in sorted(rows, key=lambda row: (row.submitted_at or MAX_DATETIME, row.id)):
        person_id = owners[row.learner_id]
        of_person = results.get(person_id, {})
        lesson_at = taught.get(person_id, MAX_DATETIME)
        is_before = "post" not in of_person and (row.submitted_at or MAX_DATETIME) <= lesson_at
        if row.purpose == "post" or is_before:
            results[person_id] = of_person
            of_person.setdefault(row.purpose, row)
    return results


def list_submitted(
    session: Session,
    context_ids: Collection[UUID],
    accounts: Collection[UUID],
    *,
    purposes: Collection[str] = PAIR,
) -> list[SubmittedAttempt]:
    """Return submitted attempts of these accounts, of knowledge tests only those with a score.

    A test of which rescoring has dropped all items has none. Nothing is flushed.
    """
    rows = session.connection().execute(
        select(
            type_coerce(Attempt.id, OpaqueId),
            type_coerce(Attempt.learner_id, RecurringId),
            Attempt.submitted_at,
            Assessment.kind,
            Assessment.purpose,
            type_coerce(Score.id, OpaqueId),
            Score.points,
            Score.max_points,
            ArmAssignment.arm,
            AssessmentForm.code,
            AssessmentForm.is_pool,
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(AssessmentForm, AssessmentForm.id == Attempt.form_id)
        .outerjoin(Score, (Score.attempt_id == Attempt.id) & is_current_score())
        .outerjoin(
            ArmAssignment,
            (ArmAssignment.learner_id == Attempt.learner_id)
            & (ArmAssignment.context_id == Assessment.context_id),
        )
        .where(
            Attempt.learner_id.in_(accounts),
            Attempt.submitted_at.is_not(None),
            Assessment.context_id.in_(context_ids),
            Assessment.purpose.in_(purposes),
        )
    )
    attempts = [SubmittedAttempt._make(row) for row in rows.all()]
    return [a for a in attempts if a.kind != "knowledge" or a.max_points]


def _batches(accounts: list[UUID]) -> Iterable[list[UUID]]:
    return (accounts[start : start + BATCH_SIZE] for start in range(0, len(accounts), BATCH_SIZE))
