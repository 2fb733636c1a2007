"""Invented learners stand in the database as learners who took the course on pages."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, true

from assessments.analysis.group_counts import GroupCounts
from assessments.analysis.outcomes.published import Outcomes
from assessments.attempts.models import ArmAssignment, Attempt, AttemptSlot, ResponseLogEntry
from assessments.evaluation.models import OutcomeSummary
from assessments.queries import get_first_results
from assessments.rescoring.rescoring import find_score_changes
from assessments.rescoring.rulings import Rulings
from courses.action_plans.queries import action_plan, count_submitted_plans
from courses.awareness.models import AwarenessSession
from courses.awareness.queries import own_session
from courses.awareness.releases import list_waiting_sessions
from courses.enrolment.models import Enrolment
from lms.accounts.queries import people_with_consent, person_profile
from lms.extensions import transaction
from lms.kernel.task_context import TaskContext
from lms.workflows.evaluation.awareness import read_reach, release_reach
from lms.workflows.evaluation.example_programme import LearnersPresent, fill_with_learners
from tests.integration.assessments.conftest import START
from tests.integration.assessments.evaluation_world import evaluate, stored_summaries

COUNT = 60
NOW = START + timedelta(days=300)


@pytest.fixture
def fill(write, course):
    def fill(count=COUNT, seed=1):
        facts = {"course_version_id": course.context_id, "count": count, "seed": seed, "now": NOW}
        return write(fill_with_learners, **facts)

    return fill


def results(session, course):
    learners = list(session.scalars(select(Enrolment.person_id)))
    agreed = people_with_consent(session, learners, "evaluation")
    owners = {learner: learner for learner in agreed}
    return get_first_results(session, [course.context_id], owners=owners, taught={})


def test_evaluation_finds_the_pairs_that_the_truth_names(fill, new_session, course):
    truth = fill()
    with new_session() as session:
        pairs = [pair for pair in results(session, course).values() if len(pair) == 2]
    assert len(pairs) == truth.matched > 20
    changes = [pair["post"].percent - pair["pre"].percent for pair in pairs]
    assert sum(changes) / len(changes) > 5  # the true gain is more than one logit


def test_scores_are_those_that_a_rescoring_computes(fill, write, new_session):
    fill()
    with new_session() as session:
        learners = list(session.scalars(select(Attempt.learner_id).distinct()))
    assert write(find_score_changes, learners, true(), Rulings()) == []


def test_every_learner_has_slots_and_answers_and_the_arms_are_balanced(fill, new_session):
    fill()
    with new_session() as session:
        attempts = session.scalar(select(func.count()).select_from(Attempt))
        open_attempts = select(func.count()).where(Attempt.submitted_at.is_(None))
        with_slots = session.scalar(select(func.count(AttemptSlot.attempt_id.distinct())))
        answered = session.scalar(select(func.count(ResponseLogEntry.attempt_id.distinct())))
        by_arm = select(ArmAssignment.arm, func.count()).group_by(ArmAssignment.arm)
        arms = {row[0]: row[1] for row in session.execute(by_arm)}
        assert session.scalar(open_attempts) == 0
    assert with_slots == answered == attempts
    assert abs(arms["AB"] - arms["BA"]) <= 13  # at most one in each of thirteen cohorts


def test_plans_and_sessions_add_up_to_the_truth(fill, read, new_session, course):
    truth = fill(count=300).reach
    assert read(count_submitted_plans, course.context_id) == truth.plans > truth.holders > 10
    waiting = read(list_waiting_sessions, course.context_id)
    assert len(waiting) == truth.sessions > truth.holders
    assert sum(row.children + row.adults for row in waiting) == truth.people
    assert sum(truth.people_by_province.values()) == truth.people
    assert max(row.held_on for row in waiting) <= NOW.date()
    with new_session() as session:
        row = session.scalar(select(AwarenessSession).limit(1))
        profile = person_profile(session, row.person_id)
        mine = {"person_id": row.person_id, "person_key_id": profile.data_key_id}
        assert own_session(session, row.id, **mine).adults == row.adults
        plan = action_plan(session, enrolment_id=row.enrolment_id, **mine)
        assert (plan.state, dict(plan.content)) == ("submitted", {})


def test_released_totals_are_those_of_the_truth(fill, app, new_session, course):
    truth = fill(count=1500).reach
    with app.app_context(), new_session() as session:
        context = TaskContext(session, transaction, NOW)
        assert release_reach(context, course.context_id)
        reach = read_reach(session, course.context_id, language="en")
    assert 0.9 * truth.sessions <= reach.of().sessions <= truth.sessions
    for province, shown in reach.groups("province").items():
        assert province == "~" or shown.people <= truth.people_by_province[province]


def test_invented_learners_never_mix_with_others(fill):
    fill(count=5)
    with pytest.raises(LearnersPresent):
        fill(count=5)


def test_follow_ups_are_those_that_the_truth_names(fill, app, new_session, course):
    truth = fill(count=200)
    evaluate(app, new_session, course.context_id, now=NOW)
    with new_session() as session:
        row = stored_summaries(session, course.context_id)["all", ""]
        published = session.get(OutcomeSummary, (course.context_id, "all", ""))
        outcomes = Outcomes.from_json(published.outcomes)
    counts = GroupCounts.from_json(row.counts)
    for months in (3, 6):
        asked, tested, rated = (counts.flow[f"{s}-{months}"] for s in ("asked", "tested", "rated"))
        expected = truth.follow_ups[months]
        assert 0.6 * expected.invited <= asked <= expected.invited  # others wait for a release
        assert tested <= expected.tested
        assert rated <= expected.rated
        assert counts.follow_ups[str(months)].since_post.n == tested >= 10
    marks = outcomes.follow_ups["3"]
    assert marks.n == counts.flow["tested-3"]
    assert 10 <= marks.reached <= marks.n - 10
    kept = counts.follow_ups["3"].since_post
    assert -12 < (kept.post - kept.pre) / kept.n < 3  # a fifth of a gain of some 20 points
    assert -0.5 < truth.follow_ups[3].since_post < 0
