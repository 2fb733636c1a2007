"""Coverage of a blueprint, differences between parallel items, and swaps."""

from dataclasses import replace

import pytest

from assessments.forms import design as design
from assessments.forms.design import FormItem

ONE = FormItem("1", "A1", "O1", "apply", "easy", 100, facility=0.8, n=40)
TWO = FormItem("2", "A2", "O2", "apply", "easy", 100)
BLUEPRINT = {"1": ("O1", "apply"), "2": ("O2", "apply")}


def test_coverage_names_what_is_too_much_and_what_is_missing():
    lines = design.measure_coverage([ONE, replace(TWO, objective="O1")], BLUEPRINT)
    assert [(one.objective, one.required, one.actual, one.is_met) for one in lines] == [
        ("O1", 1, 2, False),
        ("O2", 1, 0, False),
    ]


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({}, ()),
        ({"level": "create"}, ("level",)),
        ({"length": 151}, ("length",)),
        ({"facility": 0.6}, ("facility",)),
        ({"facility": 0.6, "n": 29}, ()),
        ({"difficulty": "hard", "objective": "O2"}, ("objective", "difficulty")),
    ],
)
def test_a_pair_differs_in_what_it_differs_in(change, differs):
    (pair,) = design.pair_items([ONE], [replace(ONE, code="B1", **change)])
    assert pair.differs == differs


def test_a_swap_keeps_the_slot_and_an_unknown_code_changes_nothing():
    known = {"R1": replace(ONE, code="R1", slot="9")}
    assert [one.code for one in design.apply_swaps([ONE, TWO], {"1": "R1", "2": "x"}, known)] == [
        "R1",
        "A2",
    ]


CASE = {code: replace(ONE, code=code, slot=code, case="V1") for code in ("C1", "C2")}
CASE |= {
    "R1": ONE,
    "D1": replace(ONE, code="D1", case="V2"),
    "D2": replace(ONE, code="D2", case="V2"),
}


@pytest.mark.parametrize(
    ("swaps", "parted"),
    [
        ({}, []),
        ({"C1": "R1"}, [("V1", ("C2",), ("C1",))]),
        ({"C1": "R1", "C2": "A2"}, []),
        ({"C1": "D1", "C2": "D2"}, []),
        ({"C1": "D1"}, [("V1", ("C2",), ("C1",)), ("V2", ("D1",), ("D2",))]),
    ],
)
def test_a_swap_that_parts_a_case_is_told(swaps, parted):
    known = CASE | {"A2": TWO}
    before = [known["C1"], known["C2"], ONE]
    after = design.apply_swaps(before, swaps, known)
    found = design.find_split_cases(before, after, known)
    assert [(one.case, one.within, one.outside) for one in found] == parted


def test_a_case_that_stood_in_two_forms_before_is_no_news():
    assert design.find_split_cases([CASE["C1"]], [CASE["C1"], TWO], CASE) == []


def test_candidates_ask_about_the_same_and_stand_in_no_form():
    near, far = replace(ONE, code="R2"), replace(ONE, code="R1", level="create")
    found = design.list_candidates("1", [ONE], [TWO], [far, near, ONE, TWO])
    assert [one.code for one in found] == ["R2", "R1"]


def test_mean_facility_counts_items_with_enough_learners():
    known = design.summarise_form([ONE, TWO, replace(TWO, facility=0.1, n=5)])
    assert (known.items, known.facility, known.known) == (3, 0.8, 1)


def test_an_anchor_counts_in_both_forms_against_the_blueprint():
    first, second = [ONE, TWO], [ONE, replace(TWO, code="B2")]
    linking = design.find_anchors(first, second)
    assert linking == {"A1"}
    for form in (first, second):
        lines = design.measure_coverage(form, BLUEPRINT, linking)
        assert [(one.actual, one.anchors, one.is_met) for one in lines] == [
            (1, 1, True),
            (1, 0, True),
        ]
        assert design.summarise_form(form, linking).anchors == 1
    assert [pair.is_anchor for pair in design.pair_items(first, second)] == [True, False]
