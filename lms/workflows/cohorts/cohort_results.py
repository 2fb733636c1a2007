"""The pre-tests and post-tests of a class for an evaluator: without names, ids or dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.queries import FirstResult, first_results
from courses.catalogue.queries import versions_beside
from courses.cohorts.queries import cohort, learners_of_cohort
from courses.progress.queries import first_lessons_opened
from lms.accounts.queries import people_with_consent
from lms.kernel.audit import record
from lms.kernel.merged_accounts import owners_by_account

CONSENT: Final = "evaluation"


@dataclass(frozen=True, slots=True)
class PairedResult:
    """One person; percent of the points, none where a test was not handed in.

    `arm` is empty where one test was sat in one account and the other in another, merged since.
    """

    pre: float | None
    post: float | None
    arm: str


def cohort_results(session: Session, cohort_id: UUID) -> list[PairedResult]:
    """Of each person in the class the first test of either kind, also from merged accounts, but
    no pre-test that was handed in after the first lesson.

    Only of those who agree to it now, in the account that they keep: it is asked at each export.
    In the order of the figures, so that the place of a line says nothing about its person.
    """
    place = cohort(session, cohort_id, language="id")
    learners = [person_id for _enrolment_id, person_id in learners_of_cohort(session, cohort_id)]
    people = people_with_consent(session, learners, CONSENT)
    versions = versions_beside(session, place.course_version_id)
    owners = owners_by_account(session, people)
    taught = _taught(first_lessons_opened(session, versions), owners)
    found = first_results(session, versions, owners=owners, taught=taught)
    paired = [_paired(one.get("pre"), one.get("post")) for one in found.values()]
    return sorted(paired, key=lambda one: (_figure(one.pre), _figure(one.post), one.arm))


def record_export(session: Session, cohort_id: UUID, *, lines: int, now: datetime) -> None:
    """Figures of a class leave the program; by the server's command, so without an actor."""
    record(
        session,
        action="evaluation.exported",
        actor_id=None,
        subject_type="cohort",
        subject_id=cohort_id,
        now=now,
        details={"lines": lines},
    )


def _taught(opened: Mapping[UUID, datetime], owners: Mapping[UUID, UUID]) -> dict[UUID, datetime]:
    """When each person opened their first lesson, in whichever account."""
    taught: dict[UUID, datetime] = {}
    for account, opened_at in opened.items():
        if account in owners:
            person_id = owners[account]
            taught[person_id] = min(opened_at, taught.get(person_id, opened_at))
    return taught


def _paired(pre: FirstResult | None, post: FirstResult | None) -> PairedResult:
    arms = {one.arm for one in (pre, post) if one}
    (arm,) = arms if len(arms) == 1 else (None,)
    return PairedResult(pre.percent if pre else None, post.percent if post else None, arm or "")


def _figure(percent: float | None) -> float:
    return -1.0 if percent is None else percent
