"""Figures that others have published come out of our functions."""

import pytest

from assessments.statistics.differential_items import mantel_haenszel
from assessments.statistics.normalised_gain import hake_g, marx_cummings_c
from assessments.statistics.paired_tests import holm, mcnemar, mean_change, signed_ranks
from assessments.statistics.proportions import wilson
from assessments.statistics.rasch import rasch_scale
from assessments.statistics.reliability import alpha, feldt_interval

# Law School Admission Test, section 6: how many of 1,000 gave each pattern of right answers, from
# 00000 to 11111. Bock and Lieberman (1970), "Fitting a response model for n dichotomously scored
# items", Psychometrika 35, 179-197; also in the R packages ltm and mirt.
LSAT_6 = [
    *(3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15),
    *(10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298),
]
# Student (1908), "The probable error of a mean", Biometrika 6, 1-25: sleep gained by ten patients.
SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
# Hollander and Wolfe (1973), "Nonparametric statistical methods", 29: depression scores.
DEPRESSION_1 = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
DEPRESSION_2 = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]


def lsat_columns():
    rows = [
        [float(bit) for bit in f"{n:05b}"] for n, count in enumerate(LSAT_6) for _ in range(count)
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def test_facility_and_alpha_of_the_law_school_test():
    """Facilities in Bock and Lieberman (1970); alpha in the manual of ltm (Rizopoulos 2006)."""
    columns = lsat_columns()
    assert [sum(column) / 1000 for column in columns] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert round(alpha(columns), 3) == 0.295


def test_rasch_difficulties_of_the_law_school_test():
    """Rizopoulos (2006), "ltm", Journal of Statistical Software 17(5): difficulties with one
    discrimination, by marginal likelihood. In logits and centred, ours are close to them."""
    published, discrimination = (-3.6153, -1.3224, -0.3176, -1.7301, -2.7802), 0.7551
    logits = [discrimination * difficulty for difficulty in published]
    centred = [logit - sum(logits) / 5 for logit in logits]
    assert rasch_scale(lsat_columns()).difficulties == pytest.approx(centred, abs=0.003)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_of_newcombe(count, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    share = wilson(count, n)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


def test_feldt_interval_of_the_cognition_and_brain_sciences_unit():
    """MRC CBU statistics wiki, "R code from Chris Evans for computing confidence intervals"."""
    low, high = feldt_interval(0.913, learners=873, items=20)
    assert (round(low, 7), round(high, 7)) == (0.9044024, 0.9211588)


def test_paired_t_of_the_sleep_data():
    """R's manual of t.test: t = -4.0621, df = 9, p = 0.002833, from -2.4598858 to -0.7001142."""
    found = mean_change([two - one for one, two in zip(SLEEP_1, SLEEP_2, strict=True)])
    assert (round(found.t, 4), found.df, round(found.p, 6)) == (4.0621, 9, 0.002833)
    assert (round(found.low, 7), round(found.high, 7)) == (0.7001142, 2.4598858)


def test_exact_wilcoxon_of_the_depression_scores():
    """R's manual of wilcox.test: V = 40, one-sided p = 0.01953."""
    falls = [one - two for one, two in zip(DEPRESSION_1, DEPRESSION_2, strict=True)]
    found = signed_ranks(falls)
    assert (found.statistic, round(found.p / 2, 5)) == (40, 0.01953)


def test_mantel_haenszel_of_penicillin_and_rabbits():
    """Agresti (1990), "Categorical data analysis", 231-237: odds ratio 7, p = 0.047."""
    tables = [(0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0)]
    found = mantel_haenszel(tables)
    assert (round(found.odds_ratio, 9), round(found.p, 3)) == (7, 0.047)


def test_mantel_haenszel_of_admissions_to_berkeley():
    """Bickel, Hammel and O'Connell (1975); R's mantelhaen.test: 0.9046968, p = 0.2323."""
    men = [(512, 313), (353, 207), (120, 205), (138, 279), (53, 138), (22, 351)]
    women = [(89, 19), (17, 8), (202, 391), (131, 244), (94, 299), (24, 317)]
    found = mantel_haenszel([(*one, *other) for one, other in zip(men, women, strict=True)])
    assert (round(found.odds_ratio, 7), round(found.p, 4)) == (0.9046968, 0.2323)


def test_holm_of_pingouin():
    """The manual of pingouin.holm (Vallat 2018)."""
    adjusted = holm([0.50, 0.003, 0.32, 0.054, 0.0003])
    assert adjusted == pytest.approx([0.64, 0.012, 0.64, 0.162, 0.0015])


def test_mcnemar_by_hand():
    """Five gained, one lost: 2 (1 + 6) / 64."""
    before = [False] * 5 + [True] + [True] * 4
    after = [True] * 5 + [False] + [True] * 4
    assert mcnemar(before, after).p == 14 / 64


def test_normalised_gains_by_their_definitions():
    """Hake (1998), and Marx and Cummings (2007), where a loss is a part of the pre-test."""
    assert hake_g([45.0], [67.0], highest=100) == pytest.approx(0.40)
    found = marx_cummings_c([20, 80, 50, 0, 100], [60, 40, 50, 0, 100], highest=100)
    assert (found.mean, found.n, found.dropped) == (0.0, 3, 2)
