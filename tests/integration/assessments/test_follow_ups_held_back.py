"""A small programme is counted without the follow-ups that few of its people have answered."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from assessments.analysis.contributions import without_new_follow_ups
from assessments.analysis.group_counts import GroupCounts
from assessments.evaluation import staging
from assessments.evaluation.models import EvaluationMember
from lms import extensions
from lms.workflows.evaluation.example_programme import fill_with_learners
from lms.workflows.evaluation.overview import Choice, read_overview
from tests.integration.assessments.conftest import START
from tests.integration.assessments.evaluation_world import evaluate, stored_summaries

COUNT, SEED = 40, 1
NOW = START + timedelta(days=300)
DAY = timedelta(days=1)


class Interrupted(Exception):
    """The process ends."""


@pytest.fixture
def truth(write, course, monkeypatch):
    monkeypatch.setattr(staging, "BATCH_SIZE", 15)
    facts = {"course_version_id": course.context_id, "count": COUNT, "seed": SEED, "now": NOW}
    return write(fill_with_learners, **facts)


@pytest.fixture
def members(new_session):
    def members():
        columns = EvaluationMember.learner_id, EvaluationMember.counted, EvaluationMember.pending
        with new_session() as session:
            return sorted(session.execute(select(*columns)).all(), key=lambda row: str(row[0]))

    return members


def interrupted_before(step):
    """Transactions as usual; the process ends before number `step`."""
    number = 0

    @contextmanager
    def transaction():
        nonlocal number
        number += 1
        if number == step:
            raise Interrupted
        with extensions.transaction() as session:
            yield session

    return transaction


def test_forty_learners_have_a_headline(truth, app, new_session, course):
    outcome = evaluate(app, new_session, course.context_id, now=NOW)
    with new_session() as session:
        page = read_overview(session, course.context_id, Choice(), language="en", max_groups=20)
        row = stored_summaries(session, course.context_id)["all", ""]
    counts = GroupCounts.from_json(row.counts)
    assert outcome.counted == row.n >= 0.9 * COUNT
    assert page.figures.change.n == sum(counts.pairs.values()) == truth.matched >= 10
    assert 0 < outcome.waiting < 10
    assert not counts.follow_ups  # fewer than ten have answered one
    assert counts.flow.get("tested-3", 0) == 0


def test_follow_ups_that_were_held_back_wait_for_others(truth, app, new_session, course, members):
    evaluate(app, new_session, course.context_id, now=NOW)
    held_back = [row for row in members() if row.pending]
    assert 0 < len(held_back) < 10
    for row in held_back:
        assert row.counted == without_new_follow_ups(row.pending, None)
    assert not evaluate(app, new_session, course.context_id, now=NOW + DAY).is_released
    assert [row for row in members() if row.pending] == held_back


@pytest.mark.parametrize("step", [8, 9])
def test_the_next_run_completes_a_release_that_held_follow_ups_back(
    truth, app, new_session, course, members, step
):
    """Steps before 8 collect, stage and publish; those from 8 on settle people."""
    transaction = interrupted_before(step)
    with pytest.raises(Interrupted):
        evaluate(app, new_session, course.context_id, now=NOW, transaction=transaction)
    with new_session() as session:
        staged = select(EvaluationMember).where(EvaluationMember.staging_id.is_not(None))
        left = session.scalars(staged).all()
        assert any(row.holds_back for row in left) if step == 8 else left  # then some are settled
        assert stored_summaries(session, course.context_id)["all", ""].n >= 0.9 * COUNT
    evaluate(app, new_session, course.context_id, now=NOW + DAY)
    assert all(row.counted for row in members())
    assert sorted(row.counted for row in members() if row.pending) == sorted(
        without_new_follow_ups(row.pending, None) for row in members() if row.pending
    )
    assert [row for row in members() if row.pending]
