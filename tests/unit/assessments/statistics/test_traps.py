"""What goes wrong easily: ties, constants, negative alpha, small groups, the edge of a group."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.analysis.statistics.discrimination import (
    item_rest,
    lower_weights,
    option_table,
    tail_size,
    upper_weights,
)
from assessments.analysis.statistics.effect_sizes import d_av, d_z
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.minimums import STANDARD, suppressed_groups
from assessments.analysis.statistics.paired_tests import mean_change, signed_ranks
from assessments.analysis.statistics.rasch import rasch_scale, symmetric_functions
from assessments.analysis.statistics.reliability import (
    alpha,
    alphas_if_deleted,
    error_of_measurement,
)


def test_differences_that_only_arithmetic_sets_apart_are_tied():
    by_tenths = [0.3 - 0.2, 0.4 - 0.3, 0.8 - 0.7, 0.2 - 0.3, 1.0 - 0.7]
    by_units = [1.0, 1.0, 1.0, -1.0, 3.0]
    assert signed_ranks(by_tenths) == signed_ranks(by_units)


def test_alpha_is_not_clamped():
    columns = [[1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 0]]
    assert alpha(columns) == pytest.approx(-4.8)
    assert error_of_measurement(1.0, -4.8) == pytest.approx(5.8**0.5)


@pytest.mark.parametrize("columns", [[[1, 0, 1]], [[1, 1], [0, 0]], [[1, 0], [0, 1]], [[1], [0]]])
def test_alpha_does_not_exist_without_two_items_and_a_spread(columns):
    assert alpha(columns) is None


def test_alpha_if_deleted_is_that_of_the_others():
    columns = [[1, 1, 0, 0, 1], [1, 0, 0, 1, 1], [1, 1, 0, 0, 0]]
    assert alphas_if_deleted(columns)[1] == pytest.approx(alpha([columns[0], columns[2]]))


def test_a_constant_item_has_no_correlation():
    assert item_rest([1, 1, 1, 1], [3, 2, 4, 1]) is None
    assert item_rest([0.1 + 0.2, 0.3, 0.3], [3, 2, 4]) is None


@given(st.lists(st.integers(0, 20), min_size=4, max_size=60))
def test_tails_have_their_size_whatever_the_order_of_rows(totals):
    upper = upper_weights(totals)
    assert sum(upper) == pytest.approx(tail_size(len(totals)))
    assert sum(lower_weights(totals)) == pytest.approx(tail_size(len(totals)))
    by_total = dict(zip(totals, upper, strict=True))
    assert upper_weights(sorted(totals)) == [by_total[total] for total in sorted(totals)]


def test_every_option_and_every_key_stands_in_the_table():
    table = option_table(
        ["A", "B", "", "B"], ["C"], rest=[1, 2, 3, 4], upper=[0, 0, 0, 1], lower=[1, 0, 0, 0]
    )
    assert [(o.option, o.is_key, o.count) for o in table] == [
        ("A", False, 1),
        ("B", False, 2),
        ("C", True, 0),
    ]
    assert table[2].option_rest is None


def test_change_of_nobody_or_by_the_same_has_no_interval():
    assert mean_change([2.0]) is None
    assert mean_change([2.0, 2.0, 2.0]) is None
    assert d_z([1.0, 2.0], [2.0, 3.0]) is None
    assert d_av([1.0], [2.0]) is None
    assert signed_ranks([0.0, 0.0]) is None


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_symmetric_functions_are_exact(values):
    coefficients = [Fraction(1)]
    for value in values:
        shifted = [Fraction(0), *(value * c for c in coefficients)]
        coefficients = [a + b for a, b in zip([*coefficients, Fraction(0)], shifted, strict=True)]
    assert symmetric_functions([float(v) for v in values]) == [float(c) for c in coefficients]


@pytest.mark.parametrize(
    "columns",
    [
        [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]],  # all or nothing: nobody says anything
        [[1.0, 1.0, 1.0], [0.0, 1.0, 0.0]],  # the first is known whenever the second is not
    ],
)
def test_no_rasch_scale_where_no_finite_one_exists(columns):
    assert rasch_scale(columns) is None


def test_separated_items_have_no_rasch_scale():
    """Everyone who knows one of the hard items knows both easy ones: infinitely far apart."""
    rows = [(1, 0, 0, 0), (0, 1, 0, 0), (1, 1, 1, 0), (1, 1, 0, 1)] * 20
    assert rasch_scale([list(map(float, column)) for column in zip(*rows, strict=True)]) is None


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(1, 40)))
def test_no_small_group_can_be_found_by_subtraction(counts):
    hidden = suppressed_groups(counts)
    assert {group for group, n in counts.items() if n < STANDARD.shown} <= hidden
    if hidden and hidden != set(counts):
        assert len(hidden) > 1
        assert sum(counts[group] for group in hidden) >= STANDARD.shown


def test_the_next_smallest_group_is_hidden_with_a_single_small_one():
    assert suppressed_groups({"Aceh": 4, "Bali": 30, "Papua": 12}) == {"Aceh", "Papua"}
    assert suppressed_groups({"Aceh": 10, "Bali": 30}) == set()


@pytest.mark.parametrize(
    ("n", "precision"),
    [(9, "suppressed"), (10, "imprecise"), (29, "imprecise"), (30, "ok")],
)
def test_precision_by_numbers(n, precision):
    assert STANDARD.precision(n) == precision


def test_equating_gives_equal_means_and_spreads():
    xs, ys = [8.0, 10.0, 12.0, 15.0], [9.0, 12.0, 13.0, 18.0]
    found = linear_equating(xs, ys)
    moved = [found.equated(x) for x in xs]
    again = linear_equating(moved, ys)
    assert (again.slope, again.intercept) == (pytest.approx(1), pytest.approx(0, abs=1e-9))
    assert linear_equating([5.0, 5.0], ys) is None
