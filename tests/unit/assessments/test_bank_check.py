"""Each way in which a bank can be wrong is found, named, and placed."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.items.bank import check_bank, read_bank

DOCUMENT = yaml.safe_load(Path("tests/fixtures/courses/poesa-el-0.1/items.yaml").read_text())
OBJECTIVES = {
    entry["objective_id"]
    for section in ("single_best", "multi_select", "ordering_matching", "not_tested_by_items")
    for entry in DOCUMENT[section]
}


def problems(document):
    return check_bank(document, objective_ids=OBJECTIVES)


def test_bank_of_the_course_is_sound():
    assert problems(DOCUMENT) == []


def test_bank_of_the_course_has_the_numbers_of_its_blueprint():
    bank = read_bank(DOCUMENT)
    sizes = {form.code: (form.is_pool, len(form.slots)) for form in bank.forms}
    assert sizes == {
        "A": (False, 20),
        "B": (False, 20),
        "retake": (True, 40),
        "practice": (True, 61),
        "scale": (False, 10),
    }
    assert [slot for slot, _ in bank.forms[0].slots] == [slot for slot, _ in bank.forms[1].slots]


def test_questions_of_a_follow_up_are_checked_like_statements():
    document = deepcopy(DOCUMENT)
    question = {
        "id": "FQ1",
        "text_id": "Apa?",
        "text_en": "What?",
        "scale": {1: "a / a", 2: "b / b"},
    }
    document["follow_up_questions"] = {
        "items": [
            question | {"measures": "distress", "concerns": [2], "reverse": False},
            question | {"id": "FQ2", "measures": "joy", "concerns": [3], "reverse": "yes"},
        ]
    }
    path = ("follow_up_questions", "items", 1)
    assert {(problem.code, problem.path) for problem in problems(document)} == {
        ("item-measure-unknown", (*path, "measures")),
        ("item-point-unknown", (*path, "concerns")),
        ("item-flag-unclear", (*path, "reverse")),
    }
    document["self_efficacy"]["items"] = []
    assert ("questions-without-scale", ("follow_up_questions",)) in {
        (problem.code, problem.path) for problem in problems(document)
    }


def test_a_follow_up_has_the_statements_and_then_the_questions():
    document = deepcopy(DOCUMENT)
    question = {
        "id": "FQ1",
        "text_id": "Apa?",
        "text_en": "What?",
        "scale": {1: "a / a", 2: "b / b"},
    }
    document["follow_up_questions"] = {"items": [question | {"measures": "tasks", "concerns": [2]}]}
    bank = read_bank(document)
    (form,) = (form for form in bank.forms if form.code == "scale-follow-up")
    assert (form.kind, len(form.slots), form.slots[-1]) == ("self-efficacy", 11, ("FQ1", "FQ1"))
    (item,) = (item for item in bank.items if item.code == "FQ1")
    assert item.answer_key == {"measures": "tasks", "concerns": ["2"]}


def at(document, path):
    for step in path:
        document = document[step]
    return document


CASES = [
    (("single_best", 0, "stem_en"), None, "item-text-missing", ("single_best", 0, "stem_en")),
    (("single_best", 0, "stem_id"), " ", "item-text-missing", ("single_best", 0, "stem_id")),
    (("single_best", 0, "type"), "essay", "item-type-unknown", ("single_best", 0, "type")),
    (("single_best", 0, "use"), "exam", "item-use-unknown", ("single_best", 0, "use")),
    (("single_best", 0, "key"), "E", "item-key-differs", ("single_best", 0, "key")),
    (("single_best", 1, "id"), "M01-S01", "item-id-repeated", ("single_best", 1, "id")),
    (("single_best", 0, "id"), "", "item-id-missing", ("single_best", 0, "id")),
    (("single_best", 0, "options"), [], "item-options-few", ("single_best", 0, "options")),
    (
        ("single_best", 0, "options", 2),
        "C",
        "item-option-unclear",
        ("single_best", 0, "options", 2),
    ),
    (
        ("single_best", 0, "objective_id"),
        "M99-L1-O1",
        "item-objective-unknown",
        ("single_best", 0, "objective_id"),
    ),
    (
        ("single_best", 0, "options", 0, "correct"),
        True,
        "item-key-not-one",
        ("single_best", 0, "options"),
    ),
    (
        ("single_best", 0, "options", 0, "correct"),
        "yes",
        "item-mark-missing",
        ("single_best", 0, "options", 0, "correct"),
    ),
    (
        ("single_best", 0, "options", 1, "id"),
        "A",
        "item-option-repeated",
        ("single_best", 0, "options", 1, "id"),
    ),
    (
        ("ordering_matching", 0, "correct_order"),
        None,
        "item-steps-few",
        ("ordering_matching", 0, "correct_order"),
    ),
    (("ordering_matching", 3, "pairs"), {}, "item-pairs-few", ("ordering_matching", 3, "pairs")),
    (
        ("self_efficacy", "scale", 2),
        "Tidak yakin",
        "item-text-missing",
        ("self_efficacy", "items", 0, "scale", 2),
    ),
    (("blueprint", "pass_mark"), "75", "pass-mark-unclear", ("blueprint", "pass_mark")),
    (("blueprint",), None, "blueprint-missing", ("blueprint",)),
    (("blueprint", "forms", "A", 0), "M01-S02", "form-item-unfit", ("blueprint", "forms", "A", 0)),
    (
        ("blueprint", "retake_pool", "slots", "M01-1"),
        ["M01-R01"],
        "pool-short",
        ("blueprint", "retake_pool", "slots", "M01-1"),
    ),
    (
        ("blueprint", "retake_pool", "slots", "M01-1", 0),
        "M01-S01",
        "pool-item-unfit",
        ("blueprint", "retake_pool", "slots", "M01-1", 0),
    ),
    (("single_best", 0, "vignete"), "V1", "item-key-unknown", ("single_best", 0, "vignete")),
    (
        ("ordering_matching", 3, "pairs", 1, "left"),
        "x",
        "item-key-unknown",
        ("ordering_matching", 3, "pairs", 1, "left"),
    ),
    (
        ("single_best", 0, "picture"),
        {"fil": "x.png"},
        "item-key-unknown",
        ("single_best", 0, "picture", "fil"),
    ),
    (
        ("vignettes",),
        [{"id": "V1", "stem": "x"}],
        "item-key-unknown",
        ("vignettes", 0, "stem"),
    ),
    (("self_eficacy",), {"items": []}, "item-key-unknown", ("self_eficacy",)),
    (
        ("multi_select", 0, "partial"),
        ["per-option"],
        "item-scoring-unknown",
        ("multi_select", 0, "partial"),
    ),
    (
        ("multi_select", 0, "partial_from"),
        "²",
        "item-bound-unclear",
        ("multi_select", 0, "partial_from"),
    ),
    (("blueprint", "must_cover"), "M01-L2-O1", "must-cover-missing", ("blueprint", "must_cover")),
    (("blueprint", "by_risk"), ["response"], "risk-differs", ("blueprint", "by_risk")),
    (
        ("single_best", 0, "bloom"),
        "create",
        "slot-not-parallel",
        ("blueprint", "pairs", "M01-1"),
    ),
]


@pytest.mark.parametrize(("place", "value", "code", "path"), CASES, ids=[c[2] for c in CASES])
def test_each_fault_is_named_at_its_place(place, value, code, path):
    document = deepcopy(DOCUMENT)
    at(document, place[:-1])[place[-1]] = value
    found = {(problem.code, problem.path) for problem in problems(document)}
    assert (code, path) in found
    assert all(problem.remedy and problem.message for problem in problems(document))


def test_form_of_the_wrong_length_is_named():
    document = deepcopy(DOCUMENT)
    document["blueprint"]["forms"]["A"].pop()
    assert ("form-length", ("blueprint", "forms", "A")) in {
        (problem.code, problem.path) for problem in problems(document)
    }


def test_objective_that_a_form_must_cover_is_named():
    document = deepcopy(DOCUMENT)
    in_both, in_neither = "M01-L2-O1", "M10-L4-O1"
    document["blueprint"]["must_cover"] = [in_both]
    assert problems(document) == []
    document["blueprint"]["must_cover"] = [in_both, in_neither]
    missing = problems(document)
    assert [(p.code, p.path) for p in missing] == [
        ("must-cover-missing", ("blueprint", "must_cover", 1)),
        ("must-cover-missing", ("blueprint", "must_cover", 1)),
    ]
    assert "form A" in missing[0].message
    assert "form B" in missing[1].message


def test_form_whose_risk_areas_differ_from_the_blueprint_is_named():
    document = deepcopy(DOCUMENT)
    for entry in document["single_best"]:
        entry["risk_area"] = "response" if entry["id"].startswith("M08") else "prevention"
    document["blueprint"]["by_risk"] = {"response": 2, "prevention": 18}
    assert problems(document) == []
    next(e for e in document["single_best"] if e["id"] == "M08-S02")["risk_area"] = "prevention"
    (problem,) = problems(document)
    assert (problem.code, problem.path) == ("risk-differs", ("blueprint", "by_risk"))
    assert "form B" in problem.message


def test_objective_without_item_or_reason_is_named():
    found = check_bank(DOCUMENT, objective_ids={*OBJECTIVES, "M10-L9-O9"})
    assert [problem.code for problem in found] == ["objective-untested"]


def test_all_problems_come_in_one_go():
    document = deepcopy(DOCUMENT)
    for entry in document["single_best"][:7]:
        entry["stem_en"] = ""
    assert len(problems(document)) == 7


shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.slow
@given(place=st.sampled_from([case[0] for case in CASES]), value=shapes)
def test_no_shape_breaks_the_check(place, value):
    document = deepcopy(DOCUMENT)
    at(document, place[:-1])[place[-1]] = value
    problems(document)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*DOCUMENT, "other"]), shapes))
def test_no_document_breaks_the_check(document):
    assert problems(document)


def with_anchor(use, pair):
    document = deepcopy(DOCUMENT)
    first = next(entry for entry in document["single_best"] if entry["id"] == "M01-S01")
    first["use"] = use
    document["blueprint"]["pairs"]["M01-1"] = list(pair)
    document["blueprint"]["forms"]["B"][0] = pair[1]
    return document


def test_anchor_stands_in_both_forms():
    document = with_anchor("anchor", ("M01-S01", "M01-S01"))
    assert problems(document) == []
    forms = {form.code: dict(form.slots) for form in read_bank(document).forms}
    assert forms["A"]["M01-1"] == forms["B"]["M01-1"] == "M01-S01"


@pytest.mark.parametrize(
    ("use", "pair"),
    [("anchor", ("M01-S01", "M01-S02")), ("form_A", ("M01-S01", "M01-S01"))],
)
def test_only_an_anchor_stands_in_both_forms(use, pair):
    assert "anchor-not-in-both" in {problem.code for problem in problems(with_anchor(use, pair))}


def test_all_items_of_tests_are_one_pool_without_practice_and_scale():
    pool = read_bank(DOCUMENT).all_items
    assert (pool.is_pool, len(pool.slots)) == (True, 80)
    assert len({slot for slot, _ in pool.slots}) == 20
