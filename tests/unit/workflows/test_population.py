"""Invented learners: the same seed gives the same people, whose figures are those of the model."""

import math

import pytest

from lms.accounts.provinces import PROVINCES
from lms.workflows.evaluation.population import (
    GAINS,
    STAGE_SHARES,
    describe_truth,
    invent_difficulties,
    invent_learners,
    right_chance,
)


def invent(count=4000, seed=3):
    return invent_learners(count, seed=seed, provinces=list(PROVINCES), organisations=12)


def test_a_seed_decides_everything():
    assert invent(50) == invent(50)
    assert invent(50) != invent(50, seed=4)
    assert invent_difficulties(["a", "b"], seed=1) == invent_difficulties(["b", "a"], seed=1)


def test_gains_of_roles_are_those_of_the_model():
    truth = describe_truth(invent())
    for role, gain in truth.gain_by_role.items():
        assert gain == pytest.approx(GAINS[role], abs=0.1)
    assert truth.matched == sum(truth.matched_by_province.values())


def test_share_of_learners_who_reach_each_stage_is_that_of_the_model():
    learners = invent()
    expected = 1.0
    for stage, share in STAGE_SHARES.items():
        expected *= share
        reached = sum(learner.has_reached(stage) for learner in learners) / len(learners)
        assert reached == pytest.approx(expected, abs=0.03)


def test_nobody_has_no_means():
    truth = describe_truth([])
    assert (truth.mean_gain, truth.mean_ability_before, truth.gain_by_role) == (None, None, {})


def test_the_chance_of_a_right_answer_is_logistic():
    assert right_chance(1.5, 1.5) == 0.5
    assert right_chance(1, 0) == pytest.approx(math.e / (1 + math.e))
