"""Pre-test against post-test of whole tables: figures, small groups, attrition, notes."""

import json

import pytest

from assessments.analysis.gain import compare_occasions
from assessments.analysis.response_tables.keys import read_keys
from assessments.analysis.response_tables.paired_table import read_paired_table
from assessments.analysis.response_tables.sheet import read_sheet
from assessments.analysis.statistics.minimums import UNRESTRICTED


def scores(learners, *, left=0, groups=()):
    """Learners with both tests, then `left` who left; `groups` are pairs of name and size."""
    provinces = [name for name, size in groups for _learner in range(size)]
    rows = ["learner,pre,post,arm,province"]
    for n in range(learners):
        province = provinces[n] if n < len(provinces) else ""
        rows.append(f"L{n},{8 + n % 5},{10 + n % 7},{'AB' if n % 2 else 'BA'},{province}")
    rows += [f"X{n},{6 + n % 3},,AB," for n in range(left)]
    return read_paired_table(read_sheet("\n".join(rows).encode()), highest=20)


def items(learners):
    rows = ["learner,occasion,Q1,Q2,Q3"]
    for n in range(learners):
        rows.append(f"L{n},pre,{n % 2},{int(n % 5 == 0)},1")
        rows.append(f"L{n},post,1,{int(n % 3 > 0)},{int(n % 10 > 0)}")
    keys = read_keys(read_sheet(b"item,max,objective\nQ1,1,M01\nQ2,1,M02\nQ3,1,M02\n"))
    return read_paired_table(read_sheet("\n".join(rows).encode()), keys)


def test_effect_and_interval():
    found = compare_occasions(scores(70))
    change = found.change
    assert (found.precision, change.n) == ("ok", 70)
    assert change.change.low < change.mean < change.change.high
    assert change.d_av.low < change.d_av.unbiased < change.d_av.estimate < change.d_av.high
    assert change.hake_g == pytest.approx((change.post.mean - change.pre.mean) / (20 - 10))
    assert (change.pre.passed.count, change.post.passed.count) == (0, 20)
    assert change.wilcoxon.method == "exact"


def test_pass_mark_counts_the_mark_itself():
    rows = "\n".join(f"L{n},14.999,15" for n in range(20))
    table = read_paired_table(read_sheet(f"learner,pre,post\n{rows}\n".encode()), highest=20)
    change = compare_occasions(table).change
    assert (change.pre.passed.count, change.post.passed.count) == (0, 20)


def test_who_left_is_set_against_who_stayed():
    found = compare_occasions(scores(40, left=12)).attrition
    assert (found.n_pre, found.matched, found.pre_only) == (52, 40, 12)
    assert (found.mean_matched, found.mean_pre_only) == (10.0, 7.0)
    assert compare_occasions(scores(40, left=9)).attrition.mean_pre_only is None


def test_small_groups_are_hidden_and_cannot_be_found_by_subtraction():
    groups = (("Aceh", 4), ("Bali", 30), ("Papua", 12))
    found = compare_occasions(scores(46, groups=groups))
    shown = {one.group: one.n for one in found.groups if one.dimension == "province"}
    assert shown == {"Aceh": None, "Bali": 30, "Papua": None}
    assert all(one.change is None for one in found.groups if one.n is None)


def test_arms_are_groups_and_give_the_equating_of_forms():
    found = compare_occasions(scores(80))
    assert {one.group for one in found.groups if one.dimension == "arm"} == {"AB", "BA"}
    assert (found.equating.n_a, found.equating.n_b) == (40, 40)
    assert compare_occasions(scores(40)).equating is None


@pytest.mark.parametrize(
    ("learners", "codes"),
    [
        (0, {"nobody-matched"}),
        (1, {"too-few-to-show"}),
        (9, {"too-few-to-show"}),
        (10, {"too-few-for-decisions"}),
        (99, {"too-few-for-decisions"}),
        (100, set()),
    ],
)
def test_notes_say_why_figures_are_missing(learners, codes):
    found = compare_occasions(scores(learners, left=1))
    assert {note.code for note in found.notes} == codes
    assert (found.change is None) == (learners < 10)
    json.dumps(found.as_json(), allow_nan=False)


def test_limits_are_always_told():
    assert "no-control-group" in compare_occasions(scores(100)).limits


def test_the_holder_of_the_file_may_see_few_learners():
    assert compare_occasions(scores(5), minimums=UNRESTRICTED).change.n == 5


def test_items_and_objectives():
    found = compare_occasions(items(60))
    first, second, third = found.items
    assert (first.gained, first.lost, first.p) == (30, 0, pytest.approx(2 / 2**30))
    assert (third.gained, third.lost, third.pre) == (0, 6, 1.0)
    assert first.p_holm == pytest.approx(3 * first.p)
    assert second.p <= second.p_holm <= 1
    assert [(o.objective, o.items, o.n) for o in found.objectives] == [
        ("M01", 1, 60),
        ("M02", 2, 60),
    ]
    assert found.objectives[0].post == 100.0


def test_items_wait_for_thirty_learners():
    assert compare_occasions(items(29)).items == ()
    assert len(compare_occasions(items(30)).items) == 3


def test_two_forms_have_no_item_to_compare():
    keys = read_keys(read_sheet(b"item,key,form\nA1,x,A\nB1,x,B\n"))
    rows = "\n".join(f"L{n},pre,A,x,\nL{n},post,B,,{'xy'[n % 2]}" for n in range(40))
    table = read_paired_table(read_sheet(f"learner,occasion,form,A1,B1\n{rows}\n".encode()), keys)
    found = compare_occasions(table)
    assert found.items == ()
    assert "no-common-items" in {note.code for note in found.notes}


def test_a_loss_is_a_part_of_what_could_be_lost():
    """With scores from -10 to 10: from 0 to -5 is half of the ten points that could be lost."""
    rows = "\n".join(f"L{n},0,-5" for n in range(10))
    content = read_sheet(f"learner,pre,post\n{rows}\n".encode())
    change = compare_occasions(read_paired_table(content, highest=10, lowest=-10)).change
    assert change.marx_cummings.mean == -0.5
    assert change.hake_g == -0.5


def test_groups_of_any_column_are_compared():
    rows = "\n".join(f"L{n},{n % 4},{n % 3},{'ab'[n % 2]}" for n in range(40))
    content = read_sheet(f"learner,pre,post,shift\n{rows}\n".encode())
    found = compare_occasions(read_paired_table(content, highest=4, groups=("shift",)))
    assert [(row.dimension, row.group, row.n) for row in found.groups] == [
        ("shift", "a", 20),
        ("shift", "b", 20),
    ]


def test_nine_learners_tell_nothing_but_their_number():
    """Neither that all changed alike, nor which forms they sat."""
    rows = "\n".join(f"L{n},pre,1,0\nL{n},post,1,1" for n in range(9))
    found = compare_occasions(
        read_paired_table(read_sheet(f"learner,occasion,a,b\n{rows}\n".encode()))
    )
    assert {note.code for note in found.notes} == {"too-few-to-show"}
    assert (found.change, found.items, found.objectives, found.groups) == (None, (), (), ())
