"""The item analysis of whole tables: figures, numbers of learners, notes."""

import json
import math
import time
from dataclasses import replace

import pytest

from assessments.analysis import group_counts
from assessments.analysis.item_analysis import analyse_counts, analyse_items, count_table
from assessments.analysis.response_tables.item_table import read_item_table
from assessments.analysis.response_tables.keys import read_keys
from assessments.analysis.response_tables.sheet import read_sheet
from assessments.analysis.statistics.minimums import UNRESTRICTED

KEYS = read_keys(read_sheet(b"item,key,objective\nQ1,A,M01\nQ2,B,M01\nQ3,C,M02\n"))


def table_of(learners, *, keys=KEYS):
    """The n-th learner knows more items the higher n is; answers differ in a fixed pattern."""
    rows = ["learner,role,Q1,Q2,Q3"]
    for n in range(learners):
        one = "A" if n % 4 or n > learners / 2 else "BCD"[n % 3]
        two = "B" if n > learners / 3 and n % 5 else "ACD"[n % 3]
        three = "C" if n > learners / 2 and n % 7 else ("" if n % 6 == 0 else "A")
        rows.append(f"L{n},{'cso' if n % 2 else 'teacher'},{one},{two},{three}")
    return read_item_table(read_sheet("\n".join(rows).encode()), keys)


def test_figures_of_a_large_test_are_all_there():
    found = analyse_items(table_of(300), dimension="role")
    first, _second, third = found.item_figures
    assert (found.learners, found.precision, found.is_for_decisions) == (300, "ok", True)
    assert found.test.alpha == found.test.kr20
    assert found.test.alpha_low < found.test.alpha < found.test.alpha_high
    assert first.facility_low < first.facility < first.facility_high
    assert first.upper_lower == pytest.approx(first.upper - first.lower)
    assert third.omitted == sum(answer == "" for answer in table_of(300).items[2].answers)
    assert sum(option.count for option in third.options) + third.omitted == 300
    assert [option.option for option in first.options if option.is_key] == ["A"]
    assert sum(one.difficulty for one in found.item_figures) == pytest.approx(0, abs=1e-9)
    assert {grouped.focal for grouped in found.differential} <= {"cso", "teacher"}
    assert len(found.differential) == 3


def test_everything_can_be_written_as_json():
    for learners in (1, 5, 10, 29, 30, 120):
        text = json.dumps(analyse_items(table_of(learners)).as_json(), allow_nan=False)
        assert json.loads(text)["learners"] == learners


@pytest.mark.parametrize(
    ("learners", "has_test", "has_items", "judges_items", "has_scale"),
    [
        (1, False, False, False, False),
        (9, False, False, False, False),
        (10, True, True, False, False),
        (29, True, True, False, False),
        (30, True, True, True, False),
        (99, True, True, True, False),
        (120, True, True, True, True),
    ],
)
def test_figures_wait_for_enough_learners(learners, has_test, has_items, judges_items, has_scale):
    found = analyse_items(table_of(learners))
    assert (found.test is not None, bool(found.item_figures)) == (has_test, has_items)
    assert any(one.item_rest is not None for one in found.item_figures) == judges_items
    assert any(one.options for one in found.item_figures) == judges_items
    assert (found.rasch_learners is not None) == has_scale


def test_limits_can_be_lifted_by_who_holds_the_file():
    found = analyse_items(table_of(8), minimums=UNRESTRICTED)
    assert found.item_figures[0].item_rest is not None
    assert found.precision == "imprecise"


def test_a_constant_item_has_a_facility_and_nothing_else():
    rows = "\n".join(f"L{n},1,{n % 2},{(n // 2) % 2}" for n in range(40))
    table = read_item_table(read_sheet(f"learner,Q1,Q2,Q3\n{rows}\n".encode()))
    found = analyse_items(table)
    constant = found.item_figures[0]
    assert (constant.facility, constant.item_rest, constant.difficulty) == (1.0, None, None)
    assert ("constant-item", "Q1") in {(note.code, note.about) for note in found.notes}


def test_everybody_with_the_same_points_has_no_reliability():
    rows = "\n".join(f"L{n},{n % 2},{1 - n % 2}" for n in range(40))
    found = analyse_items(read_item_table(read_sheet(f"learner,Q1,Q2\n{rows}\n".encode())))
    assert (found.test.sd, found.test.alpha, found.test.sem) == (0.0, None, None)


def test_partial_points_have_no_kr20_and_no_scale():
    keys = read_keys(read_sheet(b"item,max\nQ1,4\nQ2,1\n"))
    rows = "\n".join(f"L{n},{n % 5},{n % 2}" for n in range(120))
    table = read_item_table(read_sheet(f"learner,Q1,Q2\n{rows}\n".encode()), keys)
    found = analyse_items(table)
    assert found.item_figures[0].facility == pytest.approx(0.5)
    assert found.item_figures[0].facility_low is None
    assert (found.test.kr20, found.rasch_learners) == (None, None)
    assert not math.isnan(found.test.alpha)


def test_a_negative_item_is_flagged():
    rows = "\n".join(f"L{n},{n % 2},{n % 2},{1 - n % 2},{n % 3 % 2}" for n in range(60))
    found = analyse_items(read_item_table(read_sheet(f"learner,a,b,c,d\n{rows}\n".encode())))
    assert "negative-discrimination" in found.item_figures[2].flags
    assert "negative-discrimination" not in found.item_figures[0].flags


def test_a_wrong_option_of_strong_learners_is_flagged():
    """Learners who know the other items choose B in the first, and those who do not choose C."""
    rows = [f"L{n},{'AB'[n % 2]},B,C" for n in range(40)]
    rows += [f"W{n},{'AC'[n % 2]},C,A" for n in range(40)]
    table = read_item_table(read_sheet("\n".join(["learner,Q1,Q2,Q3", *rows]).encode()), KEYS)
    first, second, _third = analyse_items(table).item_figures
    assert "wrong-option-of-strong-learners" in first.flags
    assert "wrong-option-of-strong-learners" not in second.flags


@pytest.mark.parametrize("learners", [9, 20, 40, 300])
def test_counts_give_the_figures_of_the_rows(learners):
    """All but time, groups and rows without any answer; also after counts were stored as JSON."""
    table = table_of(learners)
    counts = group_counts.TestCounts.from_json(json.loads(json.dumps(count_table(table).as_json())))
    found = analyse_counts(counts, [item.key for item in table.items])
    rows = analyse_items(table, dimension="role")
    notes = tuple(note for note in rows.notes if note.code != "rows-without-answers")
    assert found == replace(rows, differential=(), notes=notes)


def test_an_item_that_nobody_met_yet_is_left_out():
    counts = count_table(table_of(40))
    new = replace(next(iter(KEYS.values())), item="Q9")
    found = analyse_counts(counts, [*KEYS.values(), new])
    assert [figures.item for figures in found.item_figures] == ["Q1", "Q2", "Q3"]
    assert analyse_counts(group_counts.TestCounts(), []).test is None


def test_options_that_score_otherwise_than_the_key_have_no_correlation():
    """An option of an item with several right answers does not tell the points."""
    counts = group_counts.TestCounts(
        n=40,
        options={"Q1": {"A": {2.0: 20}, "B": {1.0: 20}}},
        points={"Q1": {0.0: {1.0: 20}, 0.5: {2.0: 20}}, "Q2": {1.0: {1.0: 20}, 1.5: {2.0: 20}}},
    )
    found = analyse_counts(counts, [KEYS["Q1"], replace(KEYS["Q2"], answers=())])
    shares = {
        option.option: (option.share, option.option_rest)
        for option in found.item_figures[0].options
    }
    assert shares["A"] == (0.5, None)


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (["1,1,1"] * 120, {"same-total", "constant-item", "no-rasch-scale"}),
        (["0,0,0"] * 120, {"same-total", "constant-item", "no-rasch-scale"}),
        (["1,0,0", "0,1,0", "0,0,1"] * 40, {"same-total"}),
        (["1,0,1", "0,1,0", "1,0,0", "0,1,1", "1,1,0"] * 24, {"negative-reliability"}),
        (["1,0,1", "0,0,0"] * 4, {"too-few-to-show", "too-few-for-decisions", "no-rasch-scale"}),
    ],
)
def test_notes_say_why_figures_are_missing(rows, codes):
    lines = "\n".join(f"L{n},{row}" for n, row in enumerate(rows))
    found = analyse_items(read_item_table(read_sheet(f"learner,a,b,c\n{lines}\n".encode())))
    assert {note.code for note in found.notes} == codes
    json.dumps(found.as_json(), allow_nan=False)


def test_counts_of_two_hundred_thousand_learners_take_few_seconds():
    items = [f"Q{n:02d}" for n in range(20)]
    counts = group_counts.TestCounts(
        n=200_000,
        points={
            item: {
                points: {
                    float(total): 5_000 + 10 * index
                    for total in range(int(points), 20 + int(points))
                }
                for points in (0.0, 1.0)
            }
            for index, item in enumerate(items)
        },
    )
    began = time.process_time()
    found = analyse_counts(counts, [replace(KEYS["Q1"], item=item) for item in items])
    assert time.process_time() - began < 3.0
    assert len(found.item_figures) == 20


def test_nine_learners_tell_nothing_about_items():
    """Not even that an item was answered alike by all of them."""
    rows = "\n".join(f"L{n},1,{n % 2}" for n in range(9))
    found = analyse_items(read_item_table(read_sheet(f"learner,a,b\n{rows}\n".encode())))
    assert (found.test, found.item_figures) == (None, ())
    assert "constant-item" not in {note.code for note in found.notes}
    assert not any(note.about for note in found.notes)


def test_lowest_and_highest_total_are_those_of_single_learners():
    assert (analyse_items(table_of(40)).test.least, analyse_items(table_of(40)).test.most) == (
        None,
        None,
    )
    assert analyse_items(table_of(40), minimums=UNRESTRICTED).test.least is not None


def test_answers_that_lose_points_keep_their_correlation():
    keys = read_keys(read_sheet(b"item,key,min\nQ1,A,-0.5\nQ2,B,-0.5\nQ3,C,-0.5\n"))
    first = analyse_items(table_of(60, keys=keys)).item_figures[0]
    assert first.facility < analyse_items(table_of(60)).item_figures[0].facility
    assert all(option.option_rest is not None for option in first.options)
