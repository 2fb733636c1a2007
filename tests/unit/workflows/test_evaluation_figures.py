import math
from collections import Counter

import pytest

from assessments.analysis.gain import measure_pairs
from assessments.analysis.group_counts import GroupCounts, ItemPairs, PairSums
from assessments.analysis.statistics.minimums import STANDARD
from lms.workflows.evaluation.figures import (
    compare_groups,
    compute_figures,
    compute_items,
    matched_numbers,
)
from tests.evaluation_counts import draw_counts

MARK = 75


def everyone(counts):
    return compute_figures({}, "", counts, MARK)


def group(n, seed=1, **fields):
    return draw_counts(n, seed, finish=1, **fields)


def all_numbers(figures):
    """Every number of people that a page could show."""
    numbers = [stage.n for stage in figures.stages] + [figures.matched]
    for item in figures.bins:
        numbers += [item.pre, item.post]
    if figures.directions:
        numbers += figures.directions.cells
    if figures.change and figures.shows_mark:
        for passed in (figures.change.pre.passed, figures.change.post.passed):
            numbers += [passed.count, passed.n - passed.count]
    if figures.attrition:
        numbers.append(figures.attrition.n)
    for item in figures.items:
        if item.pairs:
            numbers += [item.pairs.both_wrong, item.pairs.gained, item.pairs.lost]
    return [n for n in numbers if n is not None]


@pytest.mark.parametrize("n", [0, 1, 9, 10, 29, 40, 300])
@pytest.mark.parametrize("seed", range(5))
def test_no_number_of_people_is_below_ten(n, seed):
    figures = everyone(draw_counts(n, seed, items=("A1", "A2")))
    assert all(number >= 10 for number in all_numbers(figures))
    assert (figures.change is None) == (figures.matched is None)


@pytest.mark.parametrize("seed", range(20))
def test_no_group_reveals_another(seed):
    sizes = (3, 8, 12, 15, 40, 120)
    groups = {str(i): draw_counts(n, seed * 10 + i) for i, n in enumerate(sizes)}
    overall = GroupCounts.merged(*groups.values())
    shown = {key: compute_figures(groups, key, overall, MARK) for key in groups}
    whole = everyone(overall)
    for figures in shown.values():
        assert all(number >= 10 for number in all_numbers(figures))
    for index, stage in enumerate(whole.stages):
        rest = [f.stages[index].n for f in shown.values()]
        if stage.n is not None and None in rest:
            assert stage.n - sum(n or 0 for n in rest) >= 10 or all(n is None for n in rest)
            assert rest.count(None) > 1
    rest = sum(figures.matched or 0 for figures in shown.values())
    assert rest == 0 or whole.matched - rest >= 10


def test_the_change_is_that_of_the_statistics():
    counts = draw_counts(200, 7)
    figures = everyone(counts)
    assert figures.change == measure_pairs(counts.pairs, highest=100, least=MARK, minimums=STANDARD)
    assert figures.matched == sum(counts.pairs.values())


def test_groups_are_ordered_by_change_and_imprecise_ones_follow():
    groups = {
        "low": group(40, gain=5),
        "high": group(40, gain=30),
        "small": group(15, gain=60),
        "~": group(20, gain=10),
    }
    rows = compare_groups(groups)
    assert [row.group_id for row in rows] == ["high", "low", "small", "~"]
    assert [row.precision for row in rows] == ["ok", "ok", "imprecise", "imprecise"]
    assert rows[0].change.low < rows[0].mean < rows[0].change.high


def test_a_lone_small_group_hides_the_next():
    groups = {"a": group(4), "b": group(12), "c": group(50), "d": group(60)}
    assert {row.group_id for row in compare_groups(groups)} == {"c", "d"}
    assert set(matched_numbers(groups)) == {"c", "d"}
    figures = compute_figures(groups, "b", GroupCounts.merged(*groups.values()), MARK)
    assert figures.change is None
    assert figures.matched is None


def test_equal_changes_have_no_interval():
    counts = GroupCounts(n=20, pairs={(50.0, 60.0): 12, (60.0, 70.0): 8})
    (row,) = compare_groups({"a": counts})
    assert (row.mean, row.change) == (10, None)
    assert everyone(counts).change.change is None


def test_objectives_from_sums():
    pairs = [(40.0, 60.0)] * 6 + [(60.0, 60.0)] * 6
    sums = sum((PairSums.of(*pair) for pair in pairs), PairSums())
    counts = GroupCounts(n=12, pairs={(40.0, 60.0): 6, (60.0, 60.0): 6}, objectives={"M01": sums})
    (objective,) = everyone(counts).objectives
    assert (objective.pre, objective.post, objective.change.mean) == (50, 60, 10)
    # sd of six 20 and six 0 is sqrt(1200 / 11), t(0.975, 11) = 2.200985
    assert math.isclose(
        objective.change.high, 10 + 2.2009851600916 * math.sqrt(1200 / 11 / 12), rel_tol=1e-9
    )


def test_items_with_a_small_count_are_named_without_figures():
    items = {
        "few": ItemPairs(5, 5, 5, 5),
        "one small": ItemPairs(20, 40, 9, 20),
        "net ten": ItemPairs(20, 30, 20, 30),
        "net thirty": ItemPairs(20, 40, 10, 30),
    }
    shown = compute_items(GroupCounts(n=100, items=items))
    assert [(item.code, item.pairs) for item in shown] == [
        ("net thirty", items["net thirty"]),
        ("net ten", items["net ten"]),
        ("one small", None),
    ]


def test_those_who_left_are_counted_from_ten_on():
    pairs = {(50.0, 70.0): 30}
    few = everyone(GroupCounts(n=39, pairs=pairs, pre_only={40.0: 9}))
    enough = everyone(GroupCounts(n=40, pairs=pairs, pre_only={40.0: 10}))
    assert few.attrition is None
    assert (enough.attrition.n, enough.attrition.mean_pre) == (10, 40)
    assert enough.attrition.mean_if_unchanged == 15


def test_the_mean_of_those_who_left_a_group_does_not_reveal_another():
    pairs = {(50.0, 70.0): 30}
    left = {"a": {40.0: 30}, "b": {45.0: 20}, "c": {95.0: 2}, "d": {}}
    groups = {key: GroupCounts(n=60, pairs=pairs, pre_only=scores) for key, scores in left.items()}
    overall = GroupCounts.merged(*groups.values())
    shown = {key: compute_figures(groups, key, overall, MARK).attrition for key in groups}
    assert {key for key, attrition in shown.items() if attrition} == {"a"}
    assert everyone(overall).attrition.n == 52


def test_ranges_of_scores_do_not_tell_a_share_at_the_mark():
    def scores(before, after):
        columns = [
            [score for score, n in zip((50.0, 65.0, 80.0), numbers, strict=True) for _ in range(n)]
            for numbers in (before, after)
        ]
        return GroupCounts(n=sum(before), pairs=Counter(zip(*columns, strict=True)))

    groups = {
        "small": scores((11, 11, 11), (15, 15, 3)),  # three at the mark after the course
        "middle": scores((15, 15, 15), (15, 15, 15)),
        "large": scores((41, 41, 41), (60, 3, 60)),  # three in one range
    }
    overall = GroupCounts.merged(*groups.values())
    shown = {key: compute_figures(groups, key, overall, MARK) for key in groups}
    assert [key for key, figures in shown.items() if figures.bins] == ["middle"]
    assert [key for key, figures in shown.items() if figures.shows_mark] == ["middle"]


@pytest.mark.parametrize("score", [15.0, 40.0, 60.0])
def test_one_person_who_finishes_late_does_not_tell_their_score(score):
    """They move from the people who left to those with both tests, beside ten others."""
    left = dict.fromkeys((30.0, 45.0, 50.0), 5)
    before = everyone(
        GroupCounts(
            n=46, pairs={(50.0, 70.0): 30}, pre_only={**left, score: left.get(score, 0) + 1}
        )
    )
    after = everyone(GroupCounts(n=56, pairs={(50.0, 70.0): 40, (score, 70.0): 1}, pre_only=left))
    first, second = before.attrition, after.attrition
    assert (first.n, second.n) == (16, 15)
    assert (first.mean_pre, second.mean_pre) == (round(first.mean_pre), round(second.mean_pre))
    error = 0.5 * (first.n + second.n)
    assert abs(first.n * first.mean_pre - second.n * second.mean_pre - score) < error
    assert error > 15  # points: at least six scores of a test of 20 items are possible
