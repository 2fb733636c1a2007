"""What the rule of a class for action plans means for whoever has done everything else.

Once the rule asks for less, or a learner comes to a class that asks for less, what they have done
may be all that it takes. Where it asks for a word and a learner has left the organisation, nobody
there may read their plan any more: they learn on alone, where a plan counts that is handed in.
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
    """Nobody's word is needed any more: certificates of those who waited for nothing else."""
    # Who hands a plan in at this moment goes first, or then finds the new rule.
    lock_enrolments(session, list(unfinished_enrolments(session, [cohort_id])))
    award_each_if_complete(session, plans_awaiting_review(session, cohort_id), now=now)


def award_after_move(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Somebody has come to another class, which may ask for no word on their plan."""
    if enrolment(session, enrolment_id).completed_at is None:
        award_each_if_complete(session, [enrolment_id], now=now)


def leave_approval_cohorts(
    session: Session, person_id: UUID, cohorts: Iterable[CohortView], *, now: datetime
) -> None:
    """Somebody leaves the organisation of these classes. What is completed stays in its class."""
    cohort_ids = [cohort.id for cohort in cohorts if cohort.plan_rule == "approved"]
    _move_out(session, unfinished_enrolments(session, cohort_ids, person_id=person_id), now)


def release_former_members(
    session: Session, cohort_id: UUID, *, organisation_id: UUID | None, now: datetime
) -> None:
    """The class asks for a word: those who learn in it, and left its organisation before."""
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
