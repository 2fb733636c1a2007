"""The first pre-test and post-test of each person, which evaluation compares."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.attempts.history import is_current_score
from assessments.attempts.models import ArmAssignment, Attempt, Score
from assessments.items.models import Assessment

MAX_DATETIME: Final = datetime.max.replace(tzinfo=UTC)
BATCH_SIZE: Final = 5_000  # accounts per statement


class SubmittedTest(Protocol):
    """A submitted attempt, as far as the choice of the first needs it."""

    @property
    def id(self) -> Any: ...
    @property
    def learner_id(self) -> UUID: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def purpose(self) -> str: ...


Submitted = TypeVar("Submitted", bound=SubmittedTest)


class FirstResult(NamedTuple):
    """Percent of the points, not rounded. `arm` is the arm of the account that took the test."""

    percent: float
    arm: str | None


class _Finished(NamedTuple):
    id: UUID
    learner_id: UUID
    submitted_at: datetime | None
    purpose: str
    points: float
    max_points: int
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
        for row in _list_finished(session, context_ids, accounts)
    ]
    return {
        person_id: {
            purpose: FirstResult(100 * row.points / row.max_points, row.arm)
            for purpose, row in first.items()
        }
        for person_id, first in choose_first_tests(rows, owners=owners, taught=taught).items()
    }


def choose_first_tests(
    rows: Iterable[Submitted],
    *,
    owners: Mapping[UUID, UUID],
    taught: Mapping[UUID, datetime],
) -> dict[UUID, dict[str, Submitted]]:
    """Return the attempts that count, by person and by purpose, `pre` or `post`.

    `owners` maps accounts to persons; `taught` is when a person opened their first lesson.
    Of several accounts of a person the earliest attempt counts. A pre-test submitted after that
    lesson or after a post-test does not count, since these give answers away.
    """
    results: dict[UUID, dict[str, Submitted]] = {}
    for row in sorted(rows, key=lambda row: (row.submitted_at or MAX_DATETIME, row.id)):
        person_id = owners[row.learner_id]
        of_person = results.get(person_id, {})
        lesson_at = taught.get(person_id, MAX_DATETIME)
        is_before = "post" not in of_person and (row.submitted_at or MAX_DATETIME) <= lesson_at
        if row.purpose == "post" or is_before:
            results[person_id] = of_person
            of_person.setdefault(row.purpose, row)
    return results


def _batches(accounts: list[UUID]) -> Iterable[list[UUID]]:
    return (accounts[start : start + BATCH_SIZE] for start in range(0, len(accounts), BATCH_SIZE))


def _list_finished(
    session: Session, context_ids: Collection[UUID], accounts: Collection[UUID]
) -> list[_Finished]:
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.learner_id,
            Attempt.submitted_at,
            Assessment.purpose,
            Score.points,
            Score.max_points,
            ArmAssignment.arm,
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(Score, (Score.attempt_id == Attempt.id) & is_current_score())
        .outerjoin(
            ArmAssignment,
            (ArmAssignment.learner_id == Attempt.learner_id)
            & (ArmAssignment.context_id == Assessment.context_id),
        )
        .where(
            Attempt.learner_id.in_(accounts),
            Attempt.submitted_at.is_not(None),
            Assessment.context_id.in_(context_ids),
            Assessment.kind == "knowledge",
            Assessment.purpose.in_(("pre", "post")),
            Score.max_points > 0,  # 0: rescoring has dropped all items
        )
    )
    return [_Finished(*row) for row in rows]
