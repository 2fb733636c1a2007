"""Lets facilitators review action plans; approval may complete the course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from courses.action_plans.errors import PlanNotFound
from courses.action_plans.queries import action_plan
from courses.awareness.queries import HeldSession, sessions_of
from courses.cohorts.plan_reviews import queries as reviews
from courses.cohorts.plan_reviews import service
from courses.cohorts.plan_reviews.plan_text import AnsweredField, format_plan
from courses.cohorts.plan_reviews.queries import Review
from courses.cohorts.queries import CohortView
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.queries import Enrolment, enrolment
from lms.accounts.queries import person_profile
from lms.organisations.members.queries import joined_by_person
from lms.workflows.completion.complete_course import award_if_complete


@dataclass(frozen=True, slots=True)
class SubmittedPlan:
    """A submitted plan with its last review and the awareness sessions held since."""

    person_id: UUID
    name: str
    state: str
    version: int
    submitted_at: datetime | None
    answers: Sequence[AnsweredField]
    last: Review | None
    held: Sequence[HeldSession]


def get_submitted_plan(
    session: Session, cohort: CohortView, enrolment_id: UUID, *, language: str
) -> SubmittedPlan:
    """The submitted plan of a learner in this cohort.

    Raises EnrolmentNotFound for other cohorts, and PlanNotFound before it is submitted.
    """
    learner = _learner(session, cohort, enrolment_id)
    person = person_profile(session, learner.person_id)
    plan = action_plan(
        session,
        enrolment_id=enrolment_id,
        person_id=person.id,
        person_key_id=person.data_key_id,
    )
    if plan is None or plan.state == "draft":
        raise PlanNotFound()
    # The learner's own version, which may differ from that of the cohort.
    form = reviews.plan_form_content(session, learner.course_version_id)
    return SubmittedPlan(
        person.id,
        person.name,
        plan.state,
        plan.version,
        plan.submitted_at,
        format_plan(form, plan.content, language=language),
        reviews.last_review(session, enrolment_id, person_key_id=person.data_key_id),
        sessions_of(session, enrolment_id, person_key_id=person.data_key_id),
    )


def review_plan(
    session: Session,
    cohort: CohortView,
    enrolment_id: UUID,
    *,
    decision: Literal["returned", "approved"],
    comment: str,
    version: int | None,
    reviewer_id: UUID,
    now: datetime,
) -> None:
    """Return or approve a plan; approval may complete the course.

    Raises EnrolmentNotFound, PlanNotFound, PlanChangedSinceRead or PlanClosed.
    """
    learner = _learner(session, cohort, enrolment_id)
    service.review_plan(
        session,
        enrolment_id=enrolment_id,
        decision=decision,
        comment=comment,
        version=version,
        reviewer_id=reviewer_id,
        person_key_id=person_profile(session, learner.person_id).data_key_id,
        now=now,
    )
    if decision == "approved":
        award_if_complete(session, enrolment_id=enrolment_id, now=now)


def _learner(session: Session, cohort: CohortView, enrolment_id: UUID) -> Enrolment:
    """The enrolment, if it is in this cohort and the learner is a member of its organisation."""
    learner = enrolment(session, enrolment_id)
    if learner.cohort_id != cohort.id or cohort.organisation_id is None:
        raise EnrolmentNotFound()
    if learner.person_id not in joined_by_person(session, cohort.organisation_id):
        raise EnrolmentNotFound()
    return learner
