"""Invented plans and sessions: decided by the seed, with the shares of the model."""

import pytest

from lms.accounts.provinces import PROVINCES
from lms.workflows.evaluation.invented_reach import (
    HOLDER_SHARE,
    PLAN_SHARE,
    describe_reach,
    invent_reach,
)
from lms.workflows.evaluation.population import invent_learners


def learners(count=4000):
    return invent_learners(count, seed=3, provinces=list(PROVINCES), organisations=12)


def test_a_seed_decides_everything():
    people = learners(200)
    assert invent_reach(people, seed=1) == invent_reach(people, seed=1)
    assert invent_reach(people, seed=1) != invent_reach(people, seed=2)


def test_shares_are_those_of_the_model():
    people = learners()
    truth = describe_reach(people, invent_reach(people, seed=1))
    finished = sum(person.has_reached("post") for person in people)
    assert truth.plans / finished == pytest.approx(PLAN_SHARE, abs=0.03)
    assert truth.holders / truth.plans == pytest.approx(HOLDER_SHARE, abs=0.04)
    assert truth.sessions / truth.holders == pytest.approx(2, abs=0.1)
    assert truth.people / truth.sessions == pytest.approx(30, abs=2)


def test_nobody_without_a_post_test_has_a_plan():
    people = learners(300)
    numbers = {person.number for person in people if person.has_reached("post")}
    assert invent_reach(people, seed=1).keys() <= numbers
