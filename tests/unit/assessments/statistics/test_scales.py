"""Scales: alpha and omega agree with other programs, and reverse-keyed statements are found."""

from collections import Counter

import numpy as np
import pytest
from statsmodels.multivariate.factor import Factor

from assessments.analysis import group_counts
from assessments.analysis.scale_analysis import analyse_scale
from assessments.analysis.statistics.discrimination import item_rest
from assessments.analysis.statistics.one_factor import one_factor
from assessments.analysis.statistics.reliability import alpha, alphas_if_deleted, count_items

pytestmark = pytest.mark.slow  # statsmodels takes a second to load

# Lawley and Maxwell (1971), "Factor analysis as a statistical method", second edition: correlations
# of the marks of 220 boys in Gaelic, English, history, arithmetic, algebra and geometry; also in
# Johnson and Wichern, "Applied multivariate statistical analysis", example 9.8.
SCHOOL_SUBJECTS = [
    [1.000, 0.439, 0.410, 0.288, 0.329, 0.248],
    [0.439, 1.000, 0.351, 0.354, 0.320, 0.329],
    [0.410, 0.351, 1.000, 0.164, 0.190, 0.181],
    [0.288, 0.354, 0.164, 1.000, 0.595, 0.470],
    [0.329, 0.320, 0.190, 0.595, 1.000, 0.464],
    [0.248, 0.329, 0.181, 0.470, 0.464, 1.000],
]


def ratings(learners, *, seed, loadings, reverse=()):
    """Ratings from 1 to 5 that one attitude and chance determine."""
    draw = np.random.default_rng(seed)
    attitude = draw.normal(0, 1, (learners, 1))
    noise = draw.normal(0, 1, (learners, len(loadings)))
    levels = 3 + attitude * np.array(loadings) + noise * np.sqrt(1 - np.array(loadings) ** 2)
    points = np.clip(np.rint(levels), 1, 5)
    points[:, list(reverse)] = 6 - points[:, list(reverse)]
    return points


def counts_of(points):
    learners, items = points.shape
    totals = points.sum(axis=1)
    names = [f"C{index}" for index in range(items)]
    nested = {name: {} for name in names}
    for name, column in zip(names, points.T, strict=True):
        for (value, total), n in Counter(
            zip(column.tolist(), totals.tolist(), strict=True)
        ).items():
            nested[name].setdefault(value, {})[total] = n
    products = points.T @ points
    return group_counts.TestCounts(
        n=learners,
        points=nested,
        products={
            names[i]: {names[j]: products[i, j] for j in range(i + 1, items)} for i in range(items)
        },
    )


def their_factor(matrix, n):
    """Fit by statsmodels, whose gradient method stops early: start it again until it rests."""
    return Factor(corr=np.array(matrix), n_factor=1, method="ml", nobs=n).fit(
        maxiter=5_000, tol=1e-12
    )


def test_one_factor_of_school_subjects():
    ours, theirs = one_factor(SCHOOL_SUBJECTS), their_factor(SCHOOL_SUBJECTS, 220)
    loadings = theirs.loadings[:, 0] * np.sign(theirs.loadings[:, 0].sum())
    assert ours.loadings == pytest.approx(loadings, abs=1e-3)
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + theirs.uniqueness.sum())
    assert ours.omega == pytest.approx(omega, abs=1e-3)
    assert ours.is_proper


@pytest.mark.parametrize("seed", range(5))
def test_omega_of_ratings(seed):
    loadings = [0.8, 0.7, 0.6, 0.5, 0.75, 0.4, 0.65, 0.55, 0.3, 0.7]
    points = ratings(300, seed=seed, loadings=loadings)
    found = analyse_scale(counts_of(points), lowest=1, highest=5)
    theirs = their_factor(np.corrcoef(points.T), 300)
    standardised = theirs.loadings[:, 0] * np.sign(theirs.loadings[:, 0].sum())
    deviations = points.std(axis=0, ddof=1)
    shared = (deviations * standardised).sum() ** 2
    rest = (deviations**2 * (1 - standardised**2)).sum()
    assert found.omega == pytest.approx(shared / (shared + rest), abs=1e-3)
    assert [row.loading for row in found.statements] == pytest.approx(standardised, abs=1e-3)


def test_alpha_of_a_scale_is_that_of_its_rows():
    points = ratings(200, seed=7, loadings=[0.7, 0.6, 0.5, 0.8])
    found = analyse_scale(counts_of(points), lowest=1, highest=5)
    items = count_items(points.T.tolist())
    assert found.alpha == pytest.approx(alpha(items), rel=1e-12)
    assert [row.alpha_if_deleted for row in found.statements] == pytest.approx(
        alphas_if_deleted(items), rel=1e-12
    )
    assert [row.item_rest for row in found.statements] == pytest.approx(
        [item_rest(item) for item in items], rel=1e-12
    )
    assert found.alpha_low < found.alpha < found.alpha_high


def test_reverse_keyed_statements_count_the_other_way_round():
    straight = ratings(200, seed=8, loadings=[0.7, 0.6, 0.5, 0.8])
    turned = ratings(200, seed=8, loadings=[0.7, 0.6, 0.5, 0.8], reverse=(1, 3))
    found = analyse_scale(counts_of(turned), lowest=1, highest=5, reverse_keyed=("C1", "C3"))
    expected = analyse_scale(counts_of(straight), lowest=1, highest=5)
    assert found.alpha == pytest.approx(expected.alpha, rel=1e-12)
    assert found.omega == pytest.approx(expected.omega, rel=1e-9)
    means = [row.mean for row in found.statements]
    assert means == pytest.approx([row.mean for row in expected.statements])
    assert [row.is_reversed for row in found.statements] == [False, True, False, True]


def test_a_statement_that_should_be_reversed_is_named():
    points = ratings(200, seed=9, loadings=[0.7, 0.6, 0.7, 0.8, 0.7], reverse=(2,))
    found = analyse_scale(counts_of(points), lowest=1, highest=5)
    assert [note.about for note in found.notes if note.code == "reverse-keyed"] == ["C2"]


@pytest.mark.parametrize(
    ("points", "codes"),
    [
        (np.full((9, 3), 3.0), {"too-few-to-show"}),
        (np.full((29, 3), 3.0), {"too-few-for-items"}),
        (np.full((120, 3), 3.0), {"same-total", "no-omega", "constant-item"}),
        (np.tile([[1.0], [5.0]], (60, 1)), {"one-item", "no-omega"}),
        (np.tile([[1.0, 5.0], [5.0, 1.0]], (60, 1)), {"same-total", "no-omega", "reverse-keyed"}),
        (
            np.tile([[1.0, 5.0], [5.0, 1.0], [5.0, 2.0]], (40, 1)),
            {"negative-reliability", "no-omega", "reverse-keyed"},
        ),
    ],
)
def test_notes_say_why_a_scale_has_no_reliability(points, codes):
    found = analyse_scale(counts_of(points), lowest=1, highest=5)
    assert {note.code for note in found.notes} == codes
    assert (found.alpha is None) == ("negative-reliability" not in codes)


def test_an_item_that_the_factor_explains_wholly_is_named():
    """Heywood case: the third correlation is the product of larger ones than there are."""
    found = one_factor([[1.0, 0.9, 0.9], [0.9, 1.0, 0.5], [0.9, 0.5, 1.0]])
    assert not found.is_proper
