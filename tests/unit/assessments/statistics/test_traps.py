"""What goes wrong easily: ties, constants, negative alpha, small groups, the edge of a group."""

import time
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.analysis.statistics.discrimination import (
    find_tails,
    item_rest,
    option_table,
    tail_size,
)
from assessments.analysis.statistics.effect_sizes import d_av, d_z
from assessments.analysis.statistics.equating import linear_equating
from assessments.analysis.statistics.minimums import STANDARD, suppressed_groups
from assessments.analysis.statistics.paired_tests import mcnemar, mean_change, signed_ranks
from assessments.analysis.statistics.rasch import rasch_scale, symmetric_functions
from assessments.analysis.statistics.reliability import (
    alpha,
    alphas_if_deleted,
    count_items,
    error_of_measurement,
)


def test_differences_that_only_arithmetic_sets_apart_are_tied():
    by_tenths = [0.3 - 0.2, 0.4 - 0.3, 0.8 - 0.7, 0.2 - 0.3, 1.0 - 0.7]
    by_units = [1.0, 1.0, 1.0, -1.0, 3.0]
    assert signed_ranks(Counter(by_tenths)) == signed_ranks(Counter(by_units))


def test_alpha_is_not_clamped():
    columns = [[1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 0]]
    assert alpha(count_items(columns)) == pytest.approx(-4.8)
    assert error_of_measurement(1.0, -4.8) == pytest.approx(5.8**0.5)


@pytest.mark.parametrize("columns", [[[1, 0, 1]], [[1, 1], [0, 0]], [[1, 0], [0, 1]], [[1], [0]]])
def test_alpha_does_not_exist_without_two_items_and_a_spread(columns):
    assert alpha(count_items(columns)) is None


def test_alpha_if_deleted_is_that_of_the_others():
    columns = [[1, 1, 0, 0, 1], [1, 0, 0, 1, 1], [1, 1, 0, 0, 0]]
    assert alphas_if_deleted(count_items(columns))[1] == pytest.approx(
        alpha(count_items([columns[0], columns[2]]))
    )


def test_a_constant_item_has_no_correlation():
    assert item_rest(Counter([(1, 3), (1, 2), (1, 4), (1, 1)])) is None
    assert item_rest(Counter([(0.1 + 0.2, 3), (0.3, 2), (0.3, 4)])) is None


@given(st.lists(st.integers(0, 20), min_size=4, max_size=60))
def test_tails_have_their_size_whatever_the_order_of_rows(totals):
    tails = find_tails(Counter(totals))
    for weights in (tails.upper, tails.lower):
        assert sum(weights[total] for total in totals) == pytest.approx(tail_size(len(totals)))
    assert find_tails(Counter(sorted(totals))) == tails


def test_every_option_and_every_key_stands_in_the_table():
    options = {"A": {1: 1}, "B": {2: 1, 4: 1}, "": {3: 1}}
    item = {(0, total): 1 for total in (1, 2, 3, 4)}
    points = {"A": 0, "B": 0, "C": 1}
    table = option_table(
        item, options, points, keys=["C"], tails=find_tails(dict.fromkeys(range(1, 5), 1))
    )
    assert [(o.option, o.is_key, o.count) for o in table] == [
        ("A", False, 1),
        ("B", False, 2),
        ("C", True, 0),
    ]
    assert table[2].option_rest is None


def test_change_of_nobody_or_by_the_same_has_no_interval():
    assert mean_change({2.0: 1}) is None
    assert mean_change({2.0: 3}) is None
    assert d_z({(1.0, 2.0): 1, (2.0, 3.0): 1}) is None
    assert d_av({(1.0, 2.0): 1}) is None
    assert signed_ranks({0.0: 2}) is None


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
    assert rasch_scale(count_items(columns)) is None


def test_separated_items_have_no_rasch_scale():
    """Everyone who knows one of the hard items knows both easy ones: infinitely far apart."""
    rows = [(1, 0, 0, 0), (0, 1, 0, 0), (1, 1, 1, 0), (1, 1, 0, 1)] * 20
    assert rasch_scale(count_items(list(zip(*rows, strict=True)))) is None


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
    xs, ys = Counter([8.0, 10.0, 12.0, 15.0]), Counter([9.0, 12.0, 13.0, 18.0])
    found = linear_equating(xs, ys)
    moved = Counter(found.equated(x) for x in xs)
    again = linear_equating(moved, ys)
    assert (again.slope, again.intercept) == (pytest.approx(1), pytest.approx(0, abs=1e-9))
    assert linear_equating({5.0: 2}, ys) is None


@pytest.mark.parametrize(("gained", "lost"), [(10_100, 9_900), (20_000, 0), (15_000, 5_000)])
def test_mcnemar_of_twenty_thousand_pairs_takes_milliseconds(gained, lost):
    began = time.process_time()
    p = mcnemar(gained, lost).p
    assert time.process_time() - began < 0.03
    assert 0 <= p <= 1
    assert p == mcnemar(lost, gained).p


@given(st.lists(st.integers(-6, 8), min_size=1, max_size=30), st.integers(2, 50))
def test_weights_stand_for_repeated_rows(changes, times):
    """Counts multiplied are the same as rows repeated, in whatever order."""
    weighted = {change: times * n for change, n in Counter(changes).items()}
    rows = Counter(change for _copy in range(times) for change in reversed(changes))
    assert mean_change(weighted) == mean_change(rows)
    assert signed_ranks(weighted) == signed_ranks(rows)


def test_exact_wilcoxon_of_two_hundred_changes_takes_less_than_a_second():
    changes = {step * sign: 5 for step in range(1, 21) for sign in (1.0, -1.0)}
    began = time.process_time()
    found = signed_ranks(changes)
    assert time.process_time() - began < 1.0
    assert (found.n, found.method, found.p) == (200, "exact", 1.0)
