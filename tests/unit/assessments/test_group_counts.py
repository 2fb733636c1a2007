"""Counts of groups: exact round trip through JSON, and merging."""

import json

import pytest

from assessments.analysis import group_counts
from assessments.analysis.group_counts import GroupCounts, ItemPairs, PairSums

THIRD = 100 / 3

SMALL = GroupCounts(
    n=3,
    flow={"registered": 3, "pre": 2, "matched": 1},
    pairs={(THIRD, 55.0): 1},
    pre_only={40.0: 1},
    arms={"AB": {THIRD: 1, 40.0: 1}},
    objectives={"K1": PairSums.of(THIRD, 0.1)},
    items={"A1": ItemPairs(gained=1)},
    confidence={"C1": PairSums.of(2, 5)},
)
OTHER = GroupCounts(
    n=2,
    flow={"registered": 2, "pre": 2, "matched": 2},
    pairs={(THIRD, 55.0): 1, (0.0, 100.0): 1},
    arms={"AB": {THIRD: 1}, "BA": {0.0: 1}},
    objectives={"K1": PairSums.of(50, 75), "K2": PairSums.of(0, 25)},
    items={"A1": ItemPairs(1, 2, 3, 4)},
)


@pytest.mark.parametrize("counts", [GroupCounts(), SMALL, OTHER])
def test_counts_survive_json_exactly(counts: GroupCounts) -> None:
    text = json.dumps(counts.as_json())
    assert GroupCounts.from_json(json.loads(text)) == counts


def test_counts_stored_before_a_key_existed_count_nobody_there() -> None:
    assert GroupCounts.from_json({"n": 3}) == GroupCounts(n=3)
    assert group_counts.TestCounts.from_json({"n": 3}) == group_counts.TestCounts(n=3)
    newer = SMALL.as_json() | {"of a later release": {}}
    assert GroupCounts.from_json(newer) == SMALL
    with pytest.raises(KeyError):
        GroupCounts.from_json({})


def test_json_does_not_depend_on_the_order_of_counting() -> None:
    reordered = GroupCounts(
        n=OTHER.n,
        flow=dict(reversed(OTHER.flow.items())),
        pairs=dict(reversed(OTHER.pairs.items())),
        arms=dict(reversed(OTHER.arms.items())),
        objectives=dict(reversed(OTHER.objectives.items())),
        items=OTHER.items,
    )
    assert json.dumps(reordered.as_json()) == json.dumps(OTHER.as_json())


def test_merging_adds_each_count() -> None:
    assert GroupCounts.merged(SMALL, OTHER) == GroupCounts(
        n=5,
        flow={"registered": 5, "pre": 4, "matched": 3},
        pairs={(THIRD, 55.0): 2, (0.0, 100.0): 1},
        pre_only={40.0: 1},
        arms={"AB": {THIRD: 2, 40.0: 1}, "BA": {0.0: 1}},
        objectives={
            "K1": PairSums.of(THIRD, 0.1) + PairSums.of(50, 75),
            "K2": PairSums.of(0, 25),
        },
        items={"A1": ItemPairs(1, 3, 3, 4)},
        confidence={"C1": PairSums.of(2, 5)},
    )


def test_merging_leaves_its_arguments_alone() -> None:
    before = json.dumps(SMALL.as_json())
    GroupCounts.merged(SMALL, OTHER, SMALL)
    assert json.dumps(SMALL.as_json()) == before
    assert GroupCounts.merged() == GroupCounts()


def test_counts_of_a_test_survive_json_exactly() -> None:
    counts = group_counts.TestCounts(
        n=3,
        options={"A1": {"0": {12.5: 2}, "1": {3.0: 1}}},
        points={"A1": {0.0: {3.0: 1}, 0.5: {12.5: 2}}},
        omissions={"A2": 1},
    )
    text = json.dumps(counts.as_json())
    assert group_counts.TestCounts.from_json(json.loads(text)) == counts
