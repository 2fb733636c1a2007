"""Figures from the counts of a group are those of its rows, and say why no more can be said."""

import random
import time
from collections import Counter

import pytest

from assessments.analysis.gain import compare_occasions
from assessments.analysis.gain_counts import (
    equate_forms,
    explain_missing,
    measure_attrition,
    measure_confidence,
    measure_counts,
    measure_items,
    measure_objectives,
)
from assessments.analysis.group_counts import GroupCounts, ItemPairs, PairSums
from assessments.analysis.response_tables.keys import ItemKey
from assessments.analysis.response_tables.paired_table import PairedLearner, PairedTable
from assessments.analysis.statistics.minimums import UNRESTRICTED
from assessments.analysis.statistics.paired_tests import mean_change

KEYS = tuple(ItemKey(f"Q{n}", objective=f"M{n // 3}") for n in range(6))


def table_of(learners, *, seed=1):
    """Answers to six items before and, for most learners, after; scores in per cent."""
    chance = random.Random(seed)  # noqa: S311
    rows = []
    for n in range(learners):
        ability = chance.gauss(0, 1)
        answers = {
            when: {key.item: float(chance.gauss(ability + gain, 1) > 0) for key in KEYS}
            for when, gain in (("pre", 0.0), ("post", 0.7))
            if when == "pre" or chance.random() < 0.8
        }
        scores = {when: 100 * sum(points.values()) / 6 for when, points in answers.items()}
        rows.append(PairedLearner(f"L{n}", scores, answers, {"arm": ("AB", "BA")[n % 2]}))
    return PairedTable(tuple(rows), 100.0, KEYS)


def counts_of(table):
    matched = [row for row in table.learners if len(row.scores) == 2]
    objectives, items = {}, {}
    for row in matched:
        for code in ("M0", "M1"):
            pre, post = (
                100 * sum(row.items[when][k.item] for k in KEYS if k.objective == code) / 3
                for when in ("pre", "post")
            )
            objectives[code] = objectives.get(code, PairSums()) + PairSums.of(pre, post)
        for key in KEYS:
            pair = row.items["pre"][key.item], row.items["post"][key.item]
            cell = (0, 0), (0, 1), (1, 0), (1, 1)
            flags = [int(pair == place) for place in cell]
            items[key.item] = items.get(key.item, ItemPairs()) + ItemPairs(*flags)
    return GroupCounts(
        n=len(table.learners),
        flow={"pre": len(table.learners), "post": len(matched), "matched": len(matched)},
        pairs=Counter((row.scores["pre"], row.scores["post"]) for row in matched),
        pre_only=Counter(row.scores["pre"] for row in table.learners if len(row.scores) == 1),
        arms={
            arm: Counter(r.scores["pre"] for r in table.learners if r.dimensions["arm"] == arm)
            for arm in ("AB", "BA")
        },
        objectives=objectives,
        items=items,
    )


@pytest.mark.parametrize("learners", [60, 300])
def test_counts_give_the_figures_of_the_rows(learners):
    table = table_of(learners)
    rows, counts = compare_occasions(table), counts_of(table)
    assert measure_counts(counts) == rows.change
    assert measure_attrition(counts) == rows.attrition
    assert equate_forms(counts) == rows.equating
    by_item = {item.item: item for item in measure_items(counts)}
    for item in rows.items:
        ours = by_item[item.item]
        assert (ours.n, ours.pre, ours.post, ours.gained, ours.lost, ours.p, ours.p_holm) == (
            *(item.n, item.pre, item.post, item.gained, item.lost, item.p, item.p_holm),
        )
    for ours, objective in zip(measure_objectives(counts), rows.objectives, strict=True):
        assert (ours.code, ours.n) == (objective.objective, objective.n)
        figures = (ours.pre, ours.post, ours.change.low, ours.change.high, ours.change.p)
        theirs = objective.change
        assert figures == pytest.approx(
            (objective.pre, objective.post, theirs.low, theirs.high, theirs.p), rel=1e-9
        )


def test_sums_of_confidence_give_the_interval_of_its_rows():
    pairs = [(2, 4), (3, 3), (1, 5), (4, 4), (2, 3), (5, 4), (3, 5), (2, 2), (1, 3), (4, 5)]
    sums = PairSums()
    for pre, post in pairs:
        sums += PairSums.of(pre, post)
    (found,) = measure_confidence(GroupCounts(n=10, confidence={"C1": sums}))
    rows = mean_change(Counter(post - pre for pre, post in pairs))
    assert (found.change.low, found.change.high) == pytest.approx((rows.low, rows.high), rel=1e-12)


@pytest.mark.parametrize(
    ("pairs", "codes"),
    [
        ({}, {"nobody-matched"}),
        ({(50.0, 60.0): 1}, {"too-few-to-show"}),
        ({(50.0, 60.0): 5, (40.0, 80.0): 4}, {"too-few-to-show"}),
        ({(50.0, 60.0): 40}, {"same-change", "same-scores", "too-few-for-decisions"}),
        ({(50.0, 60.0): 40, (40.0, 50.0): 60}, {"same-change"}),
        ({(100.0, 100.0): 120}, {"same-change", "same-scores", "no-room-to-gain"}),
        ({(0.0, 0.0): 120}, {"same-change", "same-scores"}),
        ({(100.0, 90.0): 60, (100.0, 100.0): 60}, {"no-room-to-gain"}),
        ({(50.0, 60.0): 60, (60.0, 50.0): 60}, set()),
    ],
)
def test_notes_say_which_figures_are_missing_and_why(pairs, codes):
    counts = GroupCounts(pairs=pairs, items={"Q1": ItemPairs(1, 1, 1, 1)})
    change = measure_counts(counts)
    assert {note.code for note in explain_missing(counts)} == codes
    assert (change is None) == bool(codes & {"nobody-matched", "too-few-to-show"})
    if change:
        assert (change.change is None) == ("same-change" in codes)
        assert (change.hake_g is None) == ("no-room-to-gain" in codes)


def test_one_learner_is_measured_for_who_may_see_single_results():
    counts = GroupCounts(pairs={(50.0, 60.0): 1})
    change = measure_counts(counts, minimums=UNRESTRICTED)
    assert (change.n, change.mean, change.change, change.d_av) == (1, 10.0, None, None)


def test_small_parts_of_a_group_are_left_out():
    counts = GroupCounts(
        objectives={"K1": PairSums.of(50, 60, 9), "K2": PairSums.of(50, 60, 10)},
        items={"Q1": ItemPairs(10, 10, 5, 4), "Q2": ItemPairs(10, 10, 5, 5)},
    )
    assert [part.code for part in measure_objectives(counts)] == ["K2"]
    assert [item.item for item in measure_items(counts)] == ["Q2"]
    assert measure_objectives(counts)[0].change is None


def test_a_group_of_two_hundred_thousand_takes_less_than_a_second():
    chance = random.Random(2)  # noqa: S311
    cells = {
        (5.0 * pre, 5.0 * post): round(200_000 * chance.random() / 220)
        for pre in range(21)
        for post in range(21)
    }
    items = {f"Q{n}": ItemPairs(50_000, 60_000 + n, 20_000, 70_000 - n) for n in range(20)}
    objectives = {f"K{n}": PairSums.of(50, 70, 100_000) for n in range(10)}
    counts = GroupCounts(pairs=cells, items=items, objectives=objectives)
    began = time.process_time()
    change = measure_counts(counts)
    measure_items(counts)
    measure_objectives(counts)
    assert time.process_time() - began < 1.0
    assert change.n > 150_000


@pytest.mark.parametrize(
    "pairs",
    [
        {(50.0, 60.0): 9_999, (50.0, 65.0): 1},  # nearly everyone changed alike
        {(40.0, 60.0): 400_000, (40.0, 65.0): 300_000, (45.0, 50.0): 300_000},
    ],
)
def test_large_effects_and_a_million_learners_take_less_than_a_second(pairs):
    began = time.process_time()
    change = measure_counts(GroupCounts(pairs=pairs))
    assert time.process_time() - began < 1.0
    assert change.d_z.low < change.d_z.estimate < change.d_z.high
