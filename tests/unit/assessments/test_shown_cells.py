import random

import pytest

from assessments.analysis.outcomes.shown_cells import (
    Directions,
    ScoreBin,
    directions,
    recount,
    score_bins,
)


def test_bins_meet_at_the_mark():
    pairs = {(40.0, 80.0): 30, (74.9, 75.0): 20, (75.0, 100.0): 10, (80.0, 40.0): 15}
    assert score_bins(pairs, mark=75) == (
        ScoreBin(0, 75, 50, 15),
        ScoreBin(75, 100, 25, 60),
    )


def test_a_score_at_the_mark_reaches_it_in_floating_point():
    share = 100 * (0.1 + 0.2) / 0.4  # 75.00000000000001
    pairs = {(0.0, share - 1e-10): 20, (share, 0.0): 20}
    assert [(item.pre, item.post) for item in recount(pairs, [0, 75, 100])] == [(20, 20), (20, 20)]


def test_enough_people_leave_all_bins():
    pairs = {(5.0 * step, 100 - 5.0 * step): 10 for step in range(21)}
    bins = score_bins(pairs, mark=75)
    assert [(item.low, item.high) for item in bins] == [
        (0, 15), (15, 30), (30, 45), (45, 60), (60, 75), (75, 90), (90, 100)
    ]  # fmt: skip
    assert sum(item.pre for item in bins) == sum(item.post for item in bins) == 210


@pytest.mark.parametrize(
    "pairs",
    [{}, {(50.0, 80.0): 9}, {(50.0, 60.0): 500}, {(50.0, 80.0): 300, (80.0, 40.0): 9}],
)
def test_no_bins_without_enough_people_on_both_sides(pairs):
    assert score_bins(pairs, mark=75) == ()


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("mark", [50, 70, 75, 80])
def test_no_bin_of_any_distribution_is_small(seed, mark):
    draw = random.Random(seed)  # noqa: S311
    pairs = {}
    for _ in range(draw.choice((12, 40, 300))):
        key = (5.0 * draw.randint(0, 20), 5.0 * draw.randint(6, 20))
        pairs[key] = pairs.get(key, 0) + 1
    bins = score_bins(pairs, mark=mark)
    assert all(item.pre >= 10 and item.post >= 10 for item in bins)
    if bins:
        assert sum(item.pre for item in bins) == sum(pairs.values())
        assert mark in {round(item.low, 6) for item in bins}


@pytest.mark.parametrize(
    ("up", "same", "down", "expected"),
    [
        (30, 10, 12, Directions(30, 10, 12)),
        (30, 9, 12, Directions(30, 21, None)),
        (30, 4, 5, None),
        (9, 20, 20, None),
        (0, 0, 0, None),
    ],
)
def test_directions(up, same, down, expected):
    pairs = {(50.0, 60.0): up, (50.0, 50.0): same, (60.0, 50.0): down}
    assert directions(pairs) == expected
