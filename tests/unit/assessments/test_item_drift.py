"""Items over time: periods of releases, and which items became easier or harder than the others."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from scipy import stats

from assessments.analysis.item_drift import (
    LEAST_SHIFT,
    MAX_PERIODS,
    Period,
    Snapshot,
    follow_items,
    protect_items,
    split_periods,
)
from assessments.analysis.statistics.paired_tests import holm

START = datetime(2026, 1, 1, tzinfo=UTC)
CODES = [f"M{number:02}" for number in range(20)]


def day(number):
    return START + timedelta(days=number)


def snapshots(*numbers, share=0.5):
    return [
        Snapshot(day(index), n, {code: (n, float(round(share * n))) for code in CODES})
        for index, n in enumerate(numbers)
    ]


def draw_periods(seed, *, n=400, shift=None, level=0.0):
    """Two periods of people; `shift` are logits by which items are harder in the second one."""
    draw = random.Random(seed)  # noqa: S311
    periods = []
    for index in (0, 1):
        items = {}
        for place, code in enumerate(CODES):
            logit = (place - 10) / 10 + index * (level - (shift or {}).get(code, 0.0))
            chance = 1 / (1 + math.exp(-logit))
            items[code] = (n, float(sum(draw.random() < chance for _ in range(n))))
        periods.append(Period(None if not index else day(1), day(1 + index), n, items))
    return periods


def test_a_period_has_thirty_people_and_the_rest_counts_with_the_last():
    periods = split_periods(snapshots(20, 29, 60, 75, 95, 105))
    assert [period.n for period in periods] == [60, 45]
    assert [period.begins_at for period in periods] == [None, day(2)]
    assert [period.ends_at for period in periods] == [day(2), day(5)]
    assert periods[1].items["M00"] == (45, 22.0)


def test_fewer_than_thirty_people_make_no_period():
    assert split_periods(snapshots(12, 29)) == ()
    assert split_periods([]) == ()


def test_there_are_at_most_six_periods():
    periods = split_periods(snapshots(*range(50, 5_000, 50)))
    assert MAX_PERIODS - 1 <= len(periods) <= MAX_PERIODS
    assert sum(period.n for period in periods) == 4_950


def test_a_share_that_few_know_or_miss_is_left_out():
    (period,) = split_periods(
        [Snapshot(day(0), 60, {"few": (60, 9.0), "most": (60, 51.0), "half": (60, 30.0)})]
    )
    facilities = {item.code: item.facilities for item in follow_items([period], {})}
    assert facilities == {"few": (None,), "most": (None,), "half": (0.5,)}


def test_a_better_cohort_is_no_drift():
    items = follow_items(draw_periods(1, level=1.0), {})
    assert not [item.code for item in items if item.drifts]


def test_an_item_that_became_known_is_found():
    items = follow_items(draw_periods(2, shift={"M07": -1.2}), {})
    found = max(items, key=lambda item: abs(item.shift))
    assert (found.code, found.drifts) == ("M07", True)
    assert found.shift == pytest.approx(-1.2, abs=0.4)


def test_a_change_too_small_to_matter_is_not_marked():
    items = follow_items(draw_periods(3, n=40_000, shift={"M07": 0.3}), {})
    found = next(item for item in items if item.code == "M07")
    assert found.p < 1e-6
    assert abs(found.shift) < LEAST_SHIFT
    assert not found.drifts


def test_shifts_and_p_are_those_of_scipy():
    periods = draw_periods(4, n=90)
    tables = []
    for code in CODES:
        (n, first), (m, last) = (period.items[code] for period in periods)
        tables.append((first, n - first, last, m - last))
    moves = [math.log(a * d / (b * c)) for a, b, c, d in tables]
    spreads = [sum(1 / cell for cell in table) for table in tables]
    mean, k = sum(moves) / 20, 20
    p = [
        2 * stats.norm.sf(abs(move - mean) / math.sqrt(v * (1 - 2 / k) + sum(spreads) / k**2))
        for move, v in zip(moves, spreads, strict=True)
    ]
    items = follow_items(periods, {})
    assert [item.shift for item in items] == pytest.approx([move - mean for move in moves])
    assert [item.p for item in items] == pytest.approx(holm(p), rel=1e-6)


def test_a_test_without_drift_is_marked_in_at_most_five_of_a_hundred():
    """Holm's rule holds for all items of a form together; 300 programmes, seeds fixed."""
    marked = 0
    for seed in range(300):
        items = follow_items(draw_periods(1_000 + seed, n=100), {})
        marked += any(item.p is not None and item.p < 0.05 for item in items)
    assert marked <= 26  # 5 % of 300, and three standard deviations


def test_a_new_key_ends_the_comparison_with_earlier_periods():
    periods = split_periods(snapshots(100, 200, 300, 400))
    changes = {"M03": [day(1) - timedelta(hours=1)], "M04": [day(2)], "M05": [day(3)]}
    items = {item.code: item for item in follow_items(periods, changes)}
    assert items["M03"].facilities == (0.5, None, 0.5, 0.5)
    assert (items["M03"].first, items["M03"].last) == (2, 3)
    assert (items["M04"].first, items["M04"].last) == (None, None)
    assert items["M05"].facilities == (0.5, 0.5, 0.5, None)
    assert items["M05"].shift is None
    assert (items["M00"].first, items["M00"].last) == (0, 3)


def test_too_few_items_are_not_compared():
    few = [
        Snapshot(day(index), n, dict.fromkeys(CODES[:4], (n, n / 2)))
        for index, n in enumerate((100, 200))
    ]
    assert {item.shift for item in follow_items(split_periods(few), {})} == {None}


def test_snapshots_have_no_item_with_few_new_answers_of_a_side():
    """Periods are chosen anew each time, so any two snapshots may be compared."""
    known = {"M00": (20, 29, 40), "M01": (20, 45, 60), "M02": (20, 45, 55)}
    rows = [
        Snapshot(day(index), n, {code: (n, float(of[index])) for code, of in known.items()})
        for index, n in enumerate((40, 80, 120))
    ]
    protected = protect_items(rows)
    assert [sorted(row.items) for row in protected] == [
        ["M00", "M01", "M02"],
        ["M01", "M02"],
        ["M00", "M01", "M02"],
    ]
    assert [row.n for row in protected] == [40, 80, 120]


def test_a_period_leaves_out_items_that_were_hidden_at_its_begin():
    first, second = snapshots(60, 120)
    hidden = Snapshot(first.released_at, 60, {c: v for c, v in first.items.items() if c != "M03"})
    periods = split_periods([hidden, second])
    assert "M03" not in periods[0].items
    assert "M03" not in periods[1].items
    assert periods[1].items["M04"] == (60, 30.0)
