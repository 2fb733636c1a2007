"""One learner of a cohort for facilitators: progress, missing steps, invitations and reminders.

It shows progress only: no answers, scores, reflections, plans or contact details. Failed tests
look like tests under way, and skipped lessons like finished ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.kinds import Task
from assessments.queries import AssessmentState, get_assessment_states
from courses.catalogue.queries import completion_rules
from courses.cohorts.learner_progress import LearnerModule, list_learner_modules
from courses.cohorts.queries import CohortView
from courses.cohorts.reminders.queries import ReminderView, reminders_of_cohort
from courses.enrolment.errors import EnrolmentNotFound
from courses.grading.queries import has_met_rules
from courses.progress.completion import completion
from lms.organisations.invitations.queries import SentInvitation, invitations_from
from lms.organisations.members.queries import Member, member
from lms.workflows.cohorts.cohort_dashboard import LearnerLine, learner_line

Step = Literal["lessons", "scenario", "plan", "post-test", "grades"]


class TaskState(NamedTuple):
    """State of a test; `done_on` is the time of submission, None before it."""

    task: Task
    state: Literal["not-started", "under-way", "done", "passed"]
    done_on: datetime | None


@dataclass(frozen=True, slots=True)
class CohortLearner:
    """A learner of a cohort; `missing` are the remaining steps to the certificate."""

    line: LearnerLine
    member: Member
    modules: Sequence[LearnerModule]
    tests: Sequence[TaskState]
    missing: Sequence[Step]
    invitations: Sequence[SentInvitation]
    open_invitation: UUID | None
    reminders: Sequence[ReminderView]


def cohort_learner(
    session: Session, cohort: CohortView, enrolment_id: UUID, *, language: str, now: datetime
) -> CohortLearner:
    """Raises EnrolmentNotFound outside this cohort, and for people who left its organisation."""
    organisation_id = cohort.organisation_id
    if organisation_id is None:
        raise EnrolmentNotFound()
    line = learner_line(session, cohort, enrolment_id, now=now)
    person_id = line.person_id
    invitations = invitations_from(session, organisation_id, person_id)
    return CohortLearner(
        line,
        member(session, person_id=person_id, organisation_id=organisation_id),
        list_learner_modules(session, enrolment_id, language=language),
        _tests(session, cohort, line),
        () if line.completed_at else _missing(session, cohort, line),
        invitations,
        next((invitation.id for invitation in invitations if invitation.is_open(now)), None),
        reminders_of_cohort(session, person_id, cohort_id=cohort.id),
    )


def _tests(session: Session, cohort: CohortView, line: LearnerLine) -> list[TaskState]:
    """States of the tests. Follow-up tests come months after completion, so they appear then."""
    states = get_assessment_states(
        session, learner_id=line.person_id, context_id=cohort.course_version_id
    )
    tests = [states.pre, states.self_efficacy_before, states.post, states.self_efficacy_after]
    if line.completed_at:
        tests += [states.follow_up, states.self_efficacy_follow_up]
    return [_test(test) for test in tests if test is not None]


def _test(test: AssessmentState) -> TaskState:
    if test.task == "post":
        is_begun = test.state != "not-started"
        state: Literal["not-started", "under-way", "passed"]
        state = "passed" if test.has_passed else "under-way" if is_begun else "not-started"
        return TaskState(test.task, state, test.submitted_at if test.has_passed else None)
    if test.state == "done":
        return TaskState(test.task, "done", test.submitted_at)
    return TaskState(test.task, "under-way" if test.state == "open" else "not-started", None)


def _missing(session: Session, cohort: CohortView, line: LearnerLine) -> list[Step]:
    """Remaining steps in the order in which learners reach them."""
    rules = completion_rules(session, cohort.course_version_id)
    done = completion(session, line.enrolment_id)
    steps: dict[Step, bool] = {
        "lessons": done.has_all_lessons,
        "scenario": done.has_scenarios(rules.scenarios_required),
        "plan": done.has_plan or not rules.plan_required,
        "post-test": line.has_passed,
        # as on the home page: shown once all lessons are done
        "grades": not done.has_all_lessons or has_met_rules(session, line.enrolment_id),
    }
    return [step for step, is_done in steps.items() if not is_done]
