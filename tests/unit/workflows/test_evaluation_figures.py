import math

import pytest

from assessments.analysis.gain import measure_pairs
from assessments.analysis.group_counts import GroupCounts, ItemPairs, PairSums
from assessments.analysis.outcomes.published import Outcomes
from assessments.analysis.statistics.minimums import STANDARD
from lms.workflows.evaluation.figures import (
    compare_groups,
    compute_figures,
    compute_items,
    compute_stages,
    matched_numbers,
)
from tests.evaluation_counts import draw_counts, publish_outcomes

MARK = 75


def everyone(counts):
    return compute_figures({}, "", counts, MARK, publish_outcomes(counts, counts))


def group(n, seed=1, **fields):
    return draw_counts(n, seed, finish=1, **fields)


def all_numbers(figures):
    """Every number of people that a page could show."""
    numbers = [stage.n for stage in figures.stages] + [figures.matched]
    if figures.outcomes:
        for item in figures.outcomes.bins:
            numbers += [item.pre, item.post]
        if figures.outcomes.directions:
            numbers += figures.outcomes.directions.cells
    for passed in figures.shares or ():
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


def test_stages_differ_by_whole_tens_from_the_people_with_both_tests():
    """Who has a pre-test and no post-test is fewer than ten, ten to 19, and so on."""
    flow = {"registered": 59, "pre": 43, "matched": 34, "certificate": 25, "follow_up": 9}
    counts = GroupCounts(n=59, flow=flow, pairs={(50.0, 70.0): 34})
    shown = {stage.code: stage.n for stage in compute_stages(counts, 34)}
    assert shown["matched"] == 34
    assert (shown["registered"], shown["pre"], shown["certificate"]) == (54, 34, 34)
    assert (shown["follow_up"], shown["post"]) == (None, None)
    alone = {stage.code: stage.n for stage in compute_stages(counts, None)}
    assert (alone["registered"], alone["pre"], alone["matched"]) == (50, 40, None)


@pytest.mark.parametrize("people", range(0, 90, 7))
@pytest.mark.parametrize("matched", [10, 17, 34, 60])
def test_a_stage_never_tells_a_difference_below_ten(people, matched):
    """Of each stage shown, at least ten numbers are possible, or all below ten."""
    counts = [GroupCounts(flow={"pre": n}) for n in range(120)]
    shown = [compute_stages(each, matched)[1].n for each in counts]
    possible = [n for n, stage in enumerate(shown) if stage == shown[people]]
    assert people in possible
    assert len(possible) >= 10 or possible[0] == 10


def test_items_have_the_figures_that_were_published():
    items = {
        "few": ItemPairs(5, 5, 5, 5),
        "waits": ItemPairs(20, 40, 19, 20),
        "net ten": ItemPairs(20, 30, 20, 30),
        "net thirty": ItemPairs(20, 40, 10, 30),
    }
    published = {code: items[code] for code in ("net ten", "net thirty")}
    outcomes = Outcomes(100, (), None, published)
    shown = compute_items(GroupCounts(n=100, items=items), outcomes)
    assert [(item.code, item.pairs) for item in shown] == [
        ("net thirty", items["net thirty"]),
        ("net ten", items["net ten"]),
        ("waits", None),
    ]


def test_an_objective_that_a_part_of_a_group_met_is_not_shown():
    pairs = {(50.0, 70.0): 30}
    sums = {"M01": PairSums.of(50, 70, 30), "M02": PairSums.of(50, 70, 25)}
    counts = GroupCounts(n=30, pairs=pairs, objectives=sums)
    figures = compute_figures({"a": counts, "b": counts}, "a", counts, MARK)
    assert [row.code for row in figures.objectives] == ["M01"]
    assert [row.code for row in everyone(counts).objectives] == ["M01"]


def test_those_who_left_are_counted_from_ten_on():
    pairs = {(50.0, 70.0): 30}
    few = everyone(GroupCounts(n=39, pairs=pairs, pre_only={40.0: 9}))
    enough = everyone(GroupCounts(n=40, pairs=pairs, pre_only={40.0: 10}))
    assert few.attrition is None
    assert (enough.attrition.n, enough.attrition.mean_pre) == (10, 40)
    assert enough.attrition.mean_if_unchanged == 15


def test_those_who_left_a_group_are_not_compared():
    counts = GroupCounts(n=60, pairs={(50.0, 70.0): 30}, pre_only={40.0: 30})
    figures = compute_figures({"a": counts, "b": counts}, "a", counts, MARK)
    assert figures.attrition is None
    assert everyone(counts).attrition.n == 30


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
    assert (first.n, second.n) == (10, 10)  # of 16 and 15
    assert (first.mean_pre, second.mean_pre) == (round(first.mean_pre), round(second.mean_pre))
    error = 0.5 * (16 + 15)
    assert abs(16 * first.mean_pre - 15 * second.mean_pre - score) < error
    assert error > 15  # points: at least six scores of a test of 20 items are possible


def test_an_objective_with_one_item_is_shown_with_its_module_only():
    """Its mean would be the number of people who know the item."""
    one_item = PairSums(40, 1000.0, 2900.0, 100_000.0, 290_000.0, 90_000.0)
    more = PairSums(40, 2000.0, 3000.0, 120_000.0, 240_000.0, 150_000.0)
    pairs = {(40.0, 60.0): 20, (60.0, 80.0): 20}
    sums = {"M01-L1-O1": one_item, "M01-L2-O1": more, "M02-L1-O1": one_item, "M03-L1-O1": more}
    rows = everyone(GroupCounts(n=40, pairs=pairs, objectives=sums)).objectives
    assert [(row.code, row.pre, row.post) for row in rows] == [
        ("M01", 37.5, 73.75),
        ("M03-L1-O1", 50, 75),
    ]
    assert rows[0].change is None
