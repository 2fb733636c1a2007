"""Measures, fit and equating agree with computations by other means."""

import math
from collections import Counter

import numpy as np
import pytest
from scipy import optimize
from scipy import stats as scipy_stats

from assessments.analysis.statistics.equating import (
    anchor_moments,
    equipercentile_equating,
    tucker_equating,
)
from assessments.analysis.statistics.rasch import rasch_scale
from assessments.analysis.statistics.rasch_measures import bin_measures, item_fit, measure_totals
from assessments.analysis.statistics.reliability import count_items

pytestmark = pytest.mark.slow  # scipy takes a second to load

DIFFICULTIES = (-2.0, -1.1, -0.4, 0.0, 0.3, 0.9, 2.3)


def answers(learners, seed, *, careless=0.0):
    """Answers by the Rasch model; to the first item a share of learners answers by chance."""
    draw = np.random.default_rng(seed)
    ability = draw.normal(0, 1.2, (learners, 1))
    chance = 1 / (1 + np.exp(np.array(DIFFICULTIES) - ability))
    right = draw.random(chance.shape) < chance
    guesses = draw.random(learners) < careless
    right[guesses, 0] = draw.random(guesses.sum()) < 0.5
    return right.astype(float)


@pytest.mark.parametrize("total", range(8))
def test_measures_maximise_the_weighted_likelihood(total):
    """Warm (1989): the likelihood times the root of the information."""
    b = np.array(DIFFICULTIES)

    def loss(ability):
        p = 1 / (1 + np.exp(b - ability))
        return -(total * ability - np.log1p(np.exp(ability - b)).sum()) - 0.5 * np.log(
            (p * (1 - p)).sum()
        )

    best = optimize.minimize_scalar(
        loss, bounds=(-15, 15), method="bounded", options={"xatol": 1e-9}
    )
    found = measure_totals(DIFFICULTIES)[total]
    assert found.measure == pytest.approx(best.x, abs=1e-6)
    p = 1 / (1 + np.exp(b - best.x))
    assert found.error == pytest.approx(1 / math.sqrt((p * (1 - p)).sum()), rel=1e-6)


def test_measures_of_mirrored_totals_are_opposite():
    measures = measure_totals((-1.0, 0.0, 1.0))
    assert [row.measure for row in measures] == pytest.approx(
        [-row.measure for row in reversed(measures)]
    )


def test_fit_of_items_is_that_of_the_rows():
    """Residuals of each learner and item, squared, with and without weights."""
    right = answers(400, 1, careless=0.3)
    items = count_items(right.T.tolist())
    scale = rasch_scale(items)
    measures = measure_totals(scale.difficulties)
    totals = right.sum(axis=1).astype(int)
    inside = (totals > 0) & (totals < len(DIFFICULTIES))
    ability = np.array([measures[total].measure for total in totals[inside]])
    for index, item in enumerate(items):
        p = scipy_stats.logistic.cdf(ability - scale.difficulties[index])
        square, spread = (right[inside, index] - p) ** 2, p * (1 - p)
        fourth = (1 - p) ** 4 * p + p**4 * (1 - p)
        found = item_fit(item, scale.difficulties[index], measures)
        assert found.learners == inside.sum()
        assert found.infit == pytest.approx(square.sum() / spread.sum(), rel=1e-9)
        assert found.outfit == pytest.approx((square / spread).mean(), rel=1e-9)
        q = math.sqrt((fourth - spread**2).sum()) / spread.sum()
        z = (found.infit ** (1 / 3) - 1) * 3 / q + q / 3
        assert found.infit_z == pytest.approx(z, rel=1e-9)
        q = math.sqrt((fourth / spread**2 - 1).sum()) / inside.sum()
        z = (found.outfit ** (1 / 3) - 1) * 3 / q + q / 3
        assert found.outfit_z == pytest.approx(z, rel=1e-9)


def test_guessing_shows_in_the_fit_of_the_item():
    right = answers(2_000, 2, careless=0.5)
    items = count_items(right.T.tolist())
    scale = rasch_scale(items)
    measures = measure_totals(scale.difficulties)
    fits = [item_fit(*pair, measures) for pair in zip(items, scale.difficulties, strict=True)]
    assert max(fits, key=lambda fit: fit.outfit) is fits[0]
    assert fits[0].infit_z > 3


def test_measures_recover_the_abilities_behind_the_answers():
    """Weighted likelihood estimates have hardly any bias, also for extreme learners."""
    draw = np.random.default_rng(3)
    difficulties = np.linspace(-2, 2, 30)
    measures = [row.measure for row in measure_totals(difficulties.tolist())]
    for ability in (-2.0, 0.0, 2.0):
        chance = 1 / (1 + np.exp(difficulties - ability))
        totals = (draw.random((20_000, 30)) < chance).sum(axis=1)
        assert np.mean([measures[total] for total in totals]) == pytest.approx(ability, abs=0.03)


def test_nobody_between_none_and_all_has_no_fit():
    measures = measure_totals((0.0, 0.0))
    assert item_fit({(1.0, 2.0): 5, (0.0, 0.0): 5}, 0.0, measures) is None


def test_bins_of_a_wright_map_begin_at_the_bounds():
    measures = measure_totals(DIFFICULTIES)
    totals = {0: 2, 1: 5, 2: 12, 3: 30, 4: 9, 5: 1, 6: 11, 7: 3}
    bins = bin_measures(measures, totals, (0, 30, 75, 100))  # per cent of seven points
    assert [(row.first, row.last, row.learners) for row in bins] == [
        *((0, 2, 19), (3, 5, 40), (6, 7, 14)),
    ]
    (row,) = bin_measures(measures, totals)
    assert (row.first, row.last, row.learners) == (0, 7, 73)


@pytest.mark.parametrize("weight", [1.0, 0.5, 0.0])
def test_tucker_equating_is_the_regression_on_the_anchor(weight):
    """Predict both forms in both groups, and match the moments of the mixed population."""
    draw = np.random.default_rng(4)
    groups = []
    for ability, slope in ((0.0, 1.9), (0.6, 2.2)):
        anchor = np.rint(draw.normal(6 + ability, 2, 3_000))
        groups.append((np.rint(10 + slope * anchor + draw.normal(0, 2, 3_000)), anchor))
    (x, xv), (y, yv) = groups
    found = tucker_equating(
        anchor_moments(Counter(zip(x.tolist(), xv.tolist(), strict=True))),
        anchor_moments(Counter(zip(y.tolist(), yv.tolist(), strict=True))),
        weight=weight,
    )
    moments = []
    for scores, anchor, others, share in ((x, xv, yv, weight), (y, yv, xv, 1 - weight)):
        line = scipy_stats.linregress(anchor, scores)
        residual = scores.var(ddof=1) - line.slope**2 * anchor.var(ddof=1)
        predicted = line.intercept + line.slope * others.mean()
        means = np.array([scores.mean(), predicted])
        spreads = np.array([scores.var(ddof=1), residual + line.slope**2 * others.var(ddof=1)])
        shares = np.array([share, 1 - share])
        centre = shares @ means
        moments.append((centre, math.sqrt(shares @ (spreads + (means - centre) ** 2))))
    slope = moments[1][1] / moments[0][1]
    assert found.slope == pytest.approx(slope, rel=1e-9)
    assert found.intercept == pytest.approx(moments[1][0] - slope * moments[0][0], rel=1e-9)
    assert found.equated(20) == found.intercept + 20 * found.slope


def test_anchors_without_a_spread_give_no_moments():
    assert anchor_moments({(1.0, 2.0): 5, (2.0, 2.0): 5}) is None


def test_equipercentile_equating_inverts_the_distribution():
    """Where all scores occur, the equivalent has the percentile rank of the score."""
    draw = np.random.default_rng(5)
    xs, ys = (Counter(draw.binomial(20, p, 4_000).tolist()) for p in (0.5, 0.55))
    xs.update(range(21))
    ys.update(range(21))
    found = equipercentile_equating(xs, ys, highest=20)
    edges = np.arange(22) - 0.5
    below = np.concatenate([[0], np.cumsum([ys[k] for k in range(21)])]) / ys.total()
    x_below = np.concatenate([[0], np.cumsum([xs[k] for k in range(21)])]) / xs.total()
    ranks = (x_below[1:] + x_below[:-1]) / 2
    assert np.interp(found, edges, below) == pytest.approx(ranks, abs=1e-12)
    percent = equipercentile_equating(
        {5.0 * k: n for k, n in xs.items()}, {5.0 * k: n for k, n in ys.items()}, highest=20, step=5
    )
    assert percent == pytest.approx([5 * value for value in found])
    assert equipercentile_equating({}, ys, highest=20) is None
