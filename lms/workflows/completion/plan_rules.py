"""Applies changes of a cohort's rule for action plans to learners who have done everything else.

If a plan no longer needs approval, submitted plans complete the course. If a plan needs approval
and the learner has left the organisation, nobody may read the plan; the learner moves to the open
cohort, where a submitted plan counts.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.cohorts.plan_reviews.queries import plans_awaiting_review
from courses.cohorts.queries import CohortView
from courses.enrolment.queries import enrolment, unfinished_enrolments
from courses.enrolment.service import lock_enrolments, move_to_open_cohort
from lms.organisations.members.queries import joined_by_person
from lms.workflows.completion.complete_course import award_each_if_complete


def award_submitted_plans(session: Session, cohort_id: UUID, *, now: datetime) -> None:
    """Award learners of a cohort that no longer requires approval of plans."""
    # A concurrent submission either finishes first or sees the new rule.
    lock_enrolments(session, list(unfinished_enrolments(session, [cohort_id])))
    award_each_if_complete(session, plans_awaiting_review(session, cohort_id), now=now)


def award_after_move(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Award a learner after a move to a cohort that may not require approval of plans."""
    if enrolment(session, enrolment_id).completed_at is None:
        award_each_if_complete(session, [enrolment_id], now=now)


def leave_approval_cohorts(
    session: Session, person_id: UUID, cohorts: Iterable[CohortView], *, now: datetime
) -> None:
    """Move a person who leaves the organisation out of its cohorts that require approval.

    Completed enrolments stay.
    """
    cohort_ids = [cohort.id for cohort in cohorts if cohort.plan_rule == "approved"]
    _move_out(session, unfinished_enrolments(session, cohort_ids, person_id=person_id), now)


def release_former_members(
    session: Session, cohort_id: UUID, *, organisation_id: UUID | None, now: datetime
) -> None:
    """Move learners who have left the organisation out of a cohort that now requires approval."""
    if organisation_id is None:
        return
    members = joined_by_person(session, organisation_id)
    learners = unfinished_enrolments(session, [cohort_id])
    _move_out(
        session,
        [enrolment_id for enrolment_id, person_id in learners.items() if person_id not in members],
        now,
    )


def _move_out(session: Session, enrolment_ids: Collection[UUID], now: datetime) -> None:
    for enrolment_id in enrolment_ids:
        move_to_open_cohort(session, enrolment_id, now=now)
    award_each_if_complete(session, enrolment_ids, now=now)
