"""Our plain Python says the same as scipy and statsmodels, to 1e-9."""

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tools.numdiff import approx_fprime

from assessments.analysis.statistics import distributions, noncentral_t
from assessments.analysis.statistics.differential_items import mantel_haenszel
from assessments.analysis.statistics.discrimination import find_tails, item_rest, tail_mean
from assessments.analysis.statistics.effect_sizes import d_av, d_z, hedges_factor
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.moments import correlation, quartiles, standard_deviation
from assessments.analysis.statistics.noncentral_t import noncentral_t_cdf, noncentrality_interval
from assessments.analysis.statistics.paired_tests import holm, mcnemar, mean_change, signed_ranks
from assessments.analysis.statistics.proportions import wilson
from assessments.analysis.statistics.rasch import (
    divide_out_factor,
    rasch_scale,
    symmetric_functions,
)
from assessments.analysis.statistics.reliability import (
    alpha,
    alphas_if_deleted,
    count_items,
    error_of_measurement,
    feldt_interval,
    totals,
)

pytestmark = pytest.mark.slow  # the programs it is compared with take seconds to load and to run


def same(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def answers(learners, items, seed):
    """Right and wrong answers of learners who differ to items that differ."""
    chance = random.Random(seed)  # noqa: S311
    hardness = [chance.gauss(0, 1) for _item in range(items)]
    able = [chance.gauss(0.3, 1) for _learner in range(learners)]
    return [[float(chance.random() < 1 / (1 + math.exp(b - a))) for a in able] for b in hardness]


scores = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=12
).filter(lambda pairs: len({after - before for before, after in pairs}) > 1)


@pytest.mark.parametrize("df", [1, 2, 9, 29, 499, 4999])
@pytest.mark.parametrize("p", [0.0001, 0.025, 0.3, 0.5, 0.9, 0.975, 0.9999])
def test_t(df, p):
    t = scipy_stats.t.ppf(p, df)
    assert distributions.t_quantile(p, df) == same(t)
    assert distributions.t_cdf(t, df) == same(p)
    assert distributions.t_two_sided(t, df) == same(2 * scipy_stats.t.sf(abs(t), df))


@pytest.mark.parametrize(("df1", "df2"), [(1, 5), (9, 207), (29, 87), (4999, 114977)])
@pytest.mark.parametrize("p", [0.025, 0.5, 0.975])
def test_f_quantiles(df1, df2, p):
    assert distributions.f_quantile(p, df1, df2) == same(scipy_stats.f.ppf(p, df1, df2))


@pytest.mark.parametrize("x", [0.0, 0.3, 3.84, 40.0])
def test_chi_square_and_normal(x):
    assert distributions.chi_square_tail(x) == same(scipy_stats.chi2.sf(x, 1))
    assert distributions.normal_cdf(x - 2) == same(scipy_stats.norm.cdf(x - 2))


@pytest.mark.parametrize("df", [3, 29, 199, 4999])
@pytest.mark.parametrize("t", [-3.0, 0.0, 1.0, 7.0, 40.0, 150.0])
@pytest.mark.parametrize("delta", [-2.0, 0.0, 0.5, 8.0, 38.0, 140.0])
def test_noncentral_t(df, t, delta):
    theirs = scipy_stats.nct.cdf(t, df, delta)
    known = 0.0 if math.isnan(theirs) else theirs  # it gives up where next to nothing is left
    assert noncentral_t_cdf(t, df, delta) == pytest.approx(known, abs=1e-10)


@pytest.mark.parametrize("df", [2, 9, 199, 4999, 99_999])
@pytest.mark.parametrize("delta", [60.0, 95.0, 110.0, 300.0])
@pytest.mark.parametrize("quantile", [-3, -1, 0, 2])
def test_large_noncentral_t_by_integral_and_by_series(df, delta, quantile, monkeypatch):
    """Both ways are one function: the integral is that over the root of chi-square / df."""
    t = delta + quantile * math.sqrt(1 + delta * delta / (2 * df))
    if t <= 0:
        return
    monkeypatch.setattr(noncentral_t, "MAX_SERIES", math.inf)
    by_series = noncentral_t_cdf(t, df, delta)
    monkeypatch.setattr(noncentral_t, "MAX_SERIES", 0.0)
    assert noncentral_t_cdf(t, df, delta) == pytest.approx(by_series, abs=1e-10)


@pytest.mark.parametrize(("t", "df"), [(0.0, 9), (2.5, 29), (-4.0, 99), (12.0, 499)])
def test_bounds_of_noncentrality_leave_two_and_a_half_percent(t, df):
    low, high = noncentrality_interval(t, df)
    assert scipy_stats.nct.sf(t, df, low) == same(0.025)
    assert scipy_stats.nct.cdf(t, df, high) == same(0.025)


@given(scores)
@settings(max_examples=60, deadline=None)
def test_paired_t(pairs):
    pre, post = (list(map(float, side)) for side in zip(*pairs, strict=True))
    ours = mean_change(Counter(after - before for before, after in pairs))
    theirs = scipy_stats.ttest_rel(post, pre)
    low, high = theirs.confidence_interval()
    assert (ours.t, ours.p, ours.low, ours.high) == (
        same(theirs.statistic),
        same(theirs.pvalue),
        same(low),
        same(high),
    )


@given(scores)
@settings(max_examples=40, deadline=None)
def test_exact_wilcoxon_with_ties_is_the_distribution_over_all_signs(pairs):
    changes = [float(after - before) for before, after in pairs]
    moved = np.array([change for change in changes if change])
    assume(len(moved) > 1)
    every_sign = scipy_stats.PermutationMethod(n_resamples=np.inf)
    theirs = scipy_stats.wilcoxon(moved, method=every_sign)
    assert signed_ranks(Counter(changes)).p == same(theirs.pvalue)


def test_exact_wilcoxon_without_ties():
    changes = [float(n * (-1) ** (n % 3)) for n in range(1, 40)]
    theirs = scipy_stats.wilcoxon(changes, method="exact", alternative="two-sided")
    assert signed_ranks(Counter(changes)).p == same(theirs.pvalue)


def test_large_wilcoxon_is_normal_with_ties():
    chance = random.Random(4)  # noqa: S311
    changes = [float(chance.randint(-6, 8)) for _learner in range(900)]
    theirs = scipy_stats.wilcoxon(changes, method="asymptotic", correction=False)
    ours = signed_ranks(Counter(changes))
    assert (ours.method, ours.p) == ("normal", same(theirs.pvalue))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_mcnemar(pairs):
    table = [[0, 0], [0, 0]]
    for one, two in pairs:
        table[one][two] += 1
    assert mcnemar(table[False][True], table[True][False]).p == same(
        min(1, their_mcnemar(table, exact=True).pvalue)
    )


@pytest.mark.parametrize(("gained", "lost"), [(2_600, 2_500), (10_100, 9_900), (500_000, 499_000)])
def test_mcnemar_of_many_pairs(gained, lost):
    theirs = scipy_stats.binomtest(lost, gained + lost).pvalue
    assert mcnemar(gained, lost).p == same(theirs)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_holm(values):
    theirs = multipletests(values, method="holm")[1]
    assert holm(values) == [same(value) for value in theirs]


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson(count, n):
    count = min(count, n)
    low, high = proportion_confint(count, n, method="wilson")
    ours = wilson(count, n)
    assert (ours.low, ours.high) == (same(low), same(high))


@given(st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=6))
@settings(deadline=None)
def test_mantel_haenszel(tables):
    ours = mantel_haenszel(tables)
    if ours is None:
        return
    used = [table for table in tables if sum(table) > 1]
    theirs = StratifiedTable([np.array([[a, b], [c, d]], dtype=float) for a, b, c, d in used])
    assert ours.odds_ratio == same(theirs.oddsratio_pooled)
    assert ours.log_odds_error == same(theirs.logodds_pooled_se)
    assert ours.delta == same(-2.35 * theirs.logodds_pooled)
    if abs(sum(a - (a + b) * (a + c) / (a + b + c + d) for a, b, c, d in used)) >= 0.5:
        assert ours.chi_square == same(theirs.test_null_odds(correction=True).statistic)
        assert ours.p == same(theirs.test_null_odds(correction=True).pvalue)


@pytest.mark.parametrize(("learners", "items", "seed"), [(120, 5, 1), (200, 8, 2)])
def test_rasch_difficulties_are_those_of_a_conditional_logit(learners, items, seed):
    """Their score at our estimate is zero, and their information gives our errors."""
    columns = answers(learners, items, seed)
    scale = rasch_scale(count_items(columns))
    right = np.array(columns).T
    inside = right[(right.sum(axis=1) > 0) & (right.sum(axis=1) < items)]
    whose = np.repeat(np.arange(len(inside)), items)
    which = np.tile(np.eye(items)[:, 1:], (len(inside), 1))
    model = ConditionalLogit(inside.ravel(), which, groups=whose)
    from_first = scale.difficulties[0] - np.array(scale.difficulties[1:])
    assert np.abs(model.score(from_first)).max() < 1e-9
    slopes = approx_fprime(from_first, model.score, centered=True)
    centred = (np.eye(items) - 1 / items)[:, 1:]  # from "first item is zero" to "mean is zero"
    errors = np.sqrt(np.diag(centred @ np.linalg.inv(-slopes) @ centred.T))
    assert scale.errors == pytest.approx(errors, rel=1e-6)


def test_pairs_of_items_lose_no_digits():
    """Dividing one factor out again is as good as multiplying the others."""
    easiness = [math.exp(value / 8) for value in range(-30, 30)]
    whole = symmetric_functions(easiness)
    for place, value in enumerate(easiness):
        others = symmetric_functions(easiness[:place] + easiness[place + 1 :])
        assert divide_out_factor(whole, value) == pytest.approx(others, rel=1e-12)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_moments(values):
    low, middle, high = quartiles(Counter(values))
    assert (low, middle, high) == tuple(same(q) for q in np.quantile(values, [0.25, 0.5, 0.75]))
    assert standard_deviation(Counter(values)) == pytest.approx(
        np.std(values, ddof=1), rel=1e-9, abs=1e-4
    )


def test_item_statistics():
    columns = answers(250, 10, 3)
    sums, covariances = totals(columns), np.cov(np.array(columns))
    k = len(columns)
    expected = k / (k - 1) * (1 - np.trace(covariances) / covariances.sum())
    items = count_items(columns)
    assert alpha(items) == same(expected)
    low, high = feldt_interval(expected, learners=250, items=k)
    f = scipy_stats.f(249, 249 * (k - 1))
    assert (low, high) == (
        same(1 - (1 - expected) * f.ppf(0.975)),
        same(1 - (1 - expected) * f.ppf(0.025)),
    )
    for column, item in zip(columns, items, strict=True):
        rest = np.array(sums) - np.array(column)
        assert item_rest(item) == same(scipy_stats.pearsonr(column, rest).statistic)
        pairs = Counter(zip(column, rest.tolist(), strict=True))
        assert correlation(pairs) == same(scipy_stats.pointbiserialr(column, rest).statistic)


def test_alpha_without_each_item_and_error_of_measurement():
    columns = answers(180, 7, 5)
    for place, without in enumerate(alphas_if_deleted(count_items(columns))):
        covariances = np.cov(np.delete(np.array(columns), place, axis=0))
        assert without == same(6 / 5 * (1 - np.trace(covariances) / covariances.sum()))
    covariances = np.cov(np.array(columns))
    reliability = alpha(count_items(columns))
    errors = np.sqrt(covariances.sum() * (1 - reliability))
    spread = standard_deviation(Counter(totals(columns)))
    assert error_of_measurement(spread, reliability) == same(errors)


@pytest.mark.parametrize("learners", [11, 100, 187])
def test_upper_and_lower_groups_are_the_27_percent_at_the_ends(learners):
    """Without ties: the first and the last learners of a sorted table."""
    totals_of_all = random.Random(learners).sample(range(1000), learners)  # noqa: S311
    item = np.array(answers(learners, 1, 7)[0])
    order, size = np.argsort(totals_of_all), math.floor(0.27 * learners + 0.5)
    tails = find_tails(Counter(totals_of_all))
    pairs = Counter(zip(item.tolist(), totals_of_all, strict=True))
    assert tail_mean(pairs, tails.upper) == same(item[order][-size:].mean())
    assert tail_mean(pairs, tails.lower) == same(item[order][:size].mean())


def test_linear_equating():
    xs, ys = totals(answers(120, 20, 8)), totals(answers(90, 20, 9))
    found = linear_equating(Counter(xs), Counter(ys))
    standardised = scipy_stats.zscore(np.array(xs), ddof=1)
    expected = np.mean(ys) + np.std(ys, ddof=1) * standardised
    assert [found.equated(x) for x in xs] == [same(value) for value in expected]


@given(scores.filter(lambda pairs: len(pairs) > 3))
@settings(max_examples=25, deadline=None)
def test_effect_sizes(pairs):
    pre, post = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    changes = post - pre
    n = len(changes)
    z, average = d_z(Counter(pairs)), d_av(Counter(pairs))
    assert z.estimate == same(changes.mean() / changes.std(ddof=1))
    if average is not None:
        unit = math.sqrt((pre.var(ddof=1) + post.var(ddof=1)) / 2)
        assert average.estimate == same(changes.mean() / unit)
    t = z.estimate * math.sqrt(n)
    assert scipy_stats.nct.sf(t, n - 1, z.low * math.sqrt(n)) == pytest.approx(0.025, abs=1e-9)
    assert scipy_stats.nct.cdf(t, n - 1, z.high * math.sqrt(n)) == pytest.approx(0.025, abs=1e-9)


@pytest.mark.parametrize("df", [2, 9, 50, 4000])
def test_hedges_factor_is_the_mean_of_noncentral_t(df):
    assert hedges_factor(df) == same(1 / scipy_stats.nct.mean(df, 1.0))
