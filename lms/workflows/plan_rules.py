"""What the rule of a class for action plans means for whoever has done everything else.

Once the rule asks for less, or a learner comes to a class that asks for less, what they have done
may be all that it takes.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from courses.enrolment.queries import enrolment, unfinished_enrolments
from courses.enrolment.service import lock_enrolments
from courses.plan_reviews.queries import plans_waiting
from lms.workflows.complete_course import award_each_if_complete


def award_plans_handed_in(session: Session, cohort_id: UUID, *, now: datetime) -> None:
    """Nobody's word is needed any more: certificates of those who waited for nothing else."""
    # Who hands a plan in at this moment goes first, or then finds the new rule.
    lock_enrolments(session, list(unfinished_enrolments(session, [cohort_id])))
    award_each_if_complete(session, plans_waiting(session, cohort_id), now=now)


def award_after_move(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Somebody has come to another class, which may ask for no word on their plan."""
    if enrolment(session, enrolment_id).completed_at is None:
        award_each_if_complete(session, [enrolment_id], now=now)
