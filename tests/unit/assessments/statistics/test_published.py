"""Figures that others have published come out of our functions."""

from collections import Counter

import pytest

from assessments.analysis.statistics.differential_items import mantel_haenszel
from assessments.analysis.statistics.discrimination import item_rest
from assessments.analysis.statistics.effect_sizes import d_av, d_z
from assessments.analysis.statistics.equating import (
    AnchorMoments,
    equipercentile_equating,
    linear_equating,
    tucker_equating,
)
from assessments.analysis.statistics.moments import mean, second_values, standard_deviation
from assessments.analysis.statistics.normalised_gain import hake_g, marx_cummings_c
from assessments.analysis.statistics.paired_tests import holm, mcnemar, mean_change, signed_ranks
from assessments.analysis.statistics.proportions import wilson
from assessments.analysis.statistics.rasch import rasch_scale
from assessments.analysis.statistics.reliability import (
    alpha,
    alphas_if_deleted,
    count_items,
    error_of_measurement,
    feldt_interval,
)

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
# Lakens (2013), "Calculating and reporting effect sizes", Frontiers in Psychology 4, 863: how ten
# people liked two films.
FILM_1 = [9.0, 7.0, 8.0, 9.0, 8.0, 9.0, 9.0, 10.0, 9.0, 9.0]
FILM_2 = [9.0, 6.0, 7.0, 8.0, 7.0, 9.0, 8.0, 8.0, 8.0, 7.0]
# "Real Statistics Using Excel" (Zaiontz), "Kuder and Richardson Formula 20": twelve learners.
TWELVE_LEARNERS = [
    *("11111111111", "11111111010", "10111111100", "11101101100", "11111000100", "01101111000"),
    *("11110010000", "11111000000", "01011000010", "10010100000", "11100000000", "10010000000"),
]
# Kolen and Brennan (2014), "Test equating, scaling, and linking", table 2.5: how many had 0 to 40
# points in the forms X and Y of the ACT mathematics test. The R package ipfleger/eqR has the same
# counts in its tests/testthat/test_er_tests.R.
ACT_X = [
    *(0, 1, 1, 3, 9, 18, 59, 67, 91, 144, 149, 192, 192, 192, 201, 204, 217, 181, 184, 170, 201),
    *(147, 163, 147, 140, 147, 126, 113, 100, 106, 107, 91, 83, 73, 72, 75, 50, 37, 38, 23, 15),
]
ACT_Y = [
    *(0, 1, 3, 13, 42, 59, 95, 131, 158, 161, 194, 164, 166, 197, 177, 158, 169, 132, 158, 151),
    *(134, 137, 122, 110, 116, 132, 104, 104, 114, 97, 107, 88, 80, 79, 70, 61, 48, 47, 29, 32, 12),
]


def lsat_items():
    """Count the patterns by the points of each item and the total."""
    items = [Counter() for _item in range(5)]
    for n, count in enumerate(LSAT_6):
        pattern = [float(bit) for bit in f"{n:05b}"]
        for item, points in zip(items, pattern, strict=True):
            item[points, sum(pattern)] += count
    return items


def test_facility_and_alpha_of_the_law_school_test():
    """Facilities in Bock and Lieberman (1970); alpha in the manual of ltm (Rizopoulos 2006)."""
    items = lsat_items()
    right = [sum(n for (points, _total), n in item.items() if points) for item in items]
    assert right == [924, 709, 553, 763, 870]
    assert round(alpha(items), 3) == 0.295


def test_item_rest_and_alpha_if_deleted_of_the_law_school_test():
    """The manual of mirt (Chalmers 2012), LSAT6: `total.r_if_rm`, `alpha_if_rm`, `SEM.alpha`."""
    items = lsat_items()
    sums = second_values(items[0])
    found = [item_rest(item) for item in items]
    assert [round(value, 3) for value in found] == [0.113, 0.153, 0.173, 0.144, 0.122]
    without = [round(value, 3) for value in alphas_if_deleted(items)]
    assert without == [0.275, 0.238, 0.217, 0.246, 0.266]
    spread = standard_deviation(sums)
    error = error_of_measurement(spread, alpha(items))
    assert [round(value, 3) for value in (mean(sums), spread, error)] == [3.819, 1.035, 0.869]


def test_kr20_of_twelve_learners():
    """ "Real Statistics Using Excel" (Zaiontz): 0.738, as in the tests of Meta's leaderboard."""
    rows = [[float(point) for point in row] for row in TWELVE_LEARNERS]
    assert round(alpha(count_items(list(zip(*rows, strict=True)))), 3) == 0.738


def test_error_of_measurement_of_a_wechsler_test():
    """Saint Ambrose University, "Standard error of measurement": 15 points at 0.96 give 3."""
    assert round(error_of_measurement(15, 0.96), 9) == 3


def test_rasch_difficulties_of_the_law_school_test():
    """Rizopoulos (2006), "ltm", Journal of Statistical Software 17(5): difficulties with one
    discrimination, by marginal likelihood. In logits and centred, ours are close to them."""
    published, discrimination = (-3.6153, -1.3224, -0.3176, -1.7301, -2.7802), 0.7551
    logits = [discrimination * difficulty for difficulty in published]
    centred = [logit - sum(logits) / 5 for logit in logits]
    assert rasch_scale(lsat_items()).difficulties == pytest.approx(centred, abs=0.003)


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
    found = mean_change(Counter(two - one for one, two in zip(SLEEP_1, SLEEP_2, strict=True)))
    assert (round(found.t, 4), found.df, round(found.p, 6)) == (4.0621, 9, 0.002833)
    assert (round(found.low, 7), round(found.high, 7)) == (0.7001142, 2.4598858)


def test_exact_wilcoxon_of_the_depression_scores():
    """R's manual of wilcox.test: V = 40, one-sided p = 0.01953."""
    falls = [one - two for one, two in zip(DEPRESSION_1, DEPRESSION_2, strict=True)]
    found = signed_ranks(Counter(falls))
    assert (found.statistic, round(found.p / 2, 5)) == (40, 0.01953)


def test_d_z_of_the_sleep_data():
    """The manual of effectsize, `cohens_d` and `hedges_g` of pairs (Ben-Shachar and others 2020).
    The interval of g is theirs times the factor without bias, as the manual has it: -1.94, -0.38.
    """
    found = d_z(Counter(zip(SLEEP_2, SLEEP_1, strict=True)))
    figures = (found.estimate, found.low, found.high, found.unbiased)
    assert [round(figure, 2) for figure in figures] == [-1.28, -2.12, -0.41, -1.17]
    factor = found.unbiased / found.estimate
    assert (round(found.low * factor, 2), round(found.high * factor, 2)) == (-1.94, -0.38)


def test_d_of_the_two_films():
    """Lakens (2013): d = 1.13, of the mean of both variances."""
    assert round(d_av(Counter(zip(FILM_2, FILM_1, strict=True))).estimate, 2) == 1.13


def test_linear_equating_of_act_mathematics():
    """Kolen and Brennan (2014), table 2.7: 36 points of X are worth 36.5583 of Y, and 35.1274 if
    only the means are equated, as in tests/testthat/test_linear.R of the R package eqR. They divide
    by n, which moves the last digit only: 4,329 learners sat X and 4,152 sat Y."""
    found = linear_equating(dict(enumerate(ACT_X)), dict(enumerate(ACT_Y)))
    assert (found.n_x, found.n_y) == (4329, 4152)
    assert found.equated(36) == pytest.approx(36.5583, abs=0.0002)
    assert round(36 - found.mean_x + found.mean_y, 4) == 35.1274


def test_equipercentile_equating_of_five_scores():
    """Kolen and Brennan (2014), table 2.2 and the example that follows it."""
    x_shares, y_shares = (0.2, 0.3, 0.2, 0.2, 0.1), (0.1, 0.2, 0.2, 0.3, 0.2)
    found = equipercentile_equating(dict(enumerate(x_shares)), dict(enumerate(y_shares)), highest=4)
    assert [round(value, 4) for value in found] == [0.5, 1.75, 2.8333, 3.5, 4.25]


def test_equipercentile_equating_of_act_mathematics():
    """Kolen and Brennan (2014), table 2.7, unsmoothed: 25 points of X are worth 25.0292 of Y, as
    in tests/testthat/test_er_tests.R of the R package eqR; and every fourth score."""
    found = equipercentile_equating(dict(enumerate(ACT_X)), dict(enumerate(ACT_Y)), highest=40)
    assert round(found[25], 4) == 25.0292
    assert [round(value, 4) for value in found[::4]] == [
        *(0.0, 2.8932, 6.3124, 10.1859, 14.5240, 19.1647),
        *(23.9157, 28.1801, 32.1357, 36.2426, 39.9006),
    ]


def test_tucker_equating_of_a_test_with_anchor_items():
    """Kolen and Brennan (2014), tables 4.2 and 4.3, 36 items of which 12 are common: .5370 + 1.0289
    x; moments and results also in tests/testthat/test_linear.R of the R package eqR."""
    x = AnchorMoments(15.8205, 6.5278**2, 5.1063, 2.3760**2, 13.4088)
    y = AnchorMoments(18.6728, 6.8784**2, 5.8626, 2.4515**2, 14.7603)
    found = tucker_equating(x, y)
    assert (round(found.intercept, 4), round(found.slope, 4)) == (0.5370, 1.0289)


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
    assert mcnemar(5, 1).p == pytest.approx(14 / 64, rel=1e-14)


def test_exact_mcnemar_of_consolidation_therapy():
    """Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13, 91, on Cavo and
    others (2012): 59, 6, 16, 80; exact p to six digits from their R package contingencytables."""
    assert round(mcnemar(16, 6).p, 6) == 0.052479


def test_normalised_gain_of_a_course_of_one_day():
    """Colt and others (2011), Surgical Endoscopy 25, 207-216: skill from 43 % to 77 %, 60 %."""
    assert round(hake_g({(43.0, 77.0): 1}, highest=100), 2) == 0.60


def test_normalised_gains_by_their_definitions():
    """Hake (1998), and Marx and Cummings (2007), where a loss is a part of the pre-test."""
    assert hake_g({(45.0, 67.0): 1}, highest=100) == pytest.approx(0.40)
    pairs = Counter([(20, 60), (80, 40), (50, 50), (0, 0), (100, 100)])
    found = marx_cummings_c(pairs, highest=100)
    assert (found.mean, found.n, found.dropped) == (0.0, 3, 2)
