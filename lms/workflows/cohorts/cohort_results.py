"""Pre-test and post-test results of a cohort for evaluation, without names, ids or dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.queries import FirstResult, get_first_results
from courses.catalogue.queries import versions_beside
from courses.cohorts.queries import cohort, learners_of_cohort
from courses.progress.lesson_visits import first_lessons_opened
from lms.accounts.queries import people_with_consent
from lms.kernel.audit import record
from lms.kernel.merged_accounts import owners_by_account

CONSENT: Final = "evaluation"


@dataclass(frozen=True, slots=True)
class PairedResult:
    """Results of one person in per cent of the points; None where a test was not submitted.

    `arm` is empty where the two tests were taken in two accounts that were merged later.
    """

    pre: float | None
    post: float | None
    arm: str


def cohort_results(session: Session, cohort_id: UUID) -> list[PairedResult]:
    """First pre-test and first post-test of each person in a cohort, including merged accounts.

    Leaves out pre-tests submitted after the first lesson, and people without current consent to
    evaluation. Sorted by the figures, so that the order of lines reveals nothing.
    """
    course_version_id = cohort(session, cohort_id, language="id").course_version_id
    learners = [person_id for _enrolment_id, person_id in learners_of_cohort(session, cohort_id)]
    people = people_with_consent(session, learners, CONSENT)
    versions = versions_beside(session, course_version_id)
    owners = owners_by_account(session, people)
    taught = _first_lessons(first_lessons_opened(session, versions), owners)
    results = get_first_results(session, versions, owners=owners, taught=taught)
    pairs = [_paired(result.get("pre"), result.get("post")) for result in results.values()]
    return sorted(pairs, key=lambda pair: (_sort_key(pair.pre), _sort_key(pair.post), pair.arm))


def record_export(session: Session, cohort_id: UUID, *, lines: int, now: datetime) -> None:
    """Audit the export of results. The command line exports them, so there is no actor."""
    record(
        session,
        action="evaluation.exported",
        actor_id=None,
        subject_type="cohort",
        subject_id=cohort_id,
        now=now,
        details={"lines": lines},
    )


def _first_lessons(
    opened: Mapping[UUID, datetime], owners: Mapping[UUID, UUID]
) -> dict[UUID, datetime]:
    """When each person opened their first lesson in any of their accounts."""
    first: dict[UUID, datetime] = {}
    for account, opened_at in opened.items():
        if account in owners:
            person_id = owners[account]
            first[person_id] = min(opened_at, first.get(person_id, opened_at))
    return first


def _paired(pre: FirstResult | None, post: FirstResult | None) -> PairedResult:
    arms = {result.arm for result in (pre, post) if result}
    (arm,) = arms if len(arms) == 1 else (None,)
    return PairedResult(pre.percent if pre else None, post.percent if post else None, arm or "")


def _sort_key(percent: float | None) -> float:
    return -1.0 if percent is None else percent
