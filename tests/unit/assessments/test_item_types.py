"""Properties of every item type, on the items of the real course."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.form_assembly import Shuffle
from assessments.items.bank import read_bank
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import UnfitResponse

BANK = read_bank(yaml.safe_load(Path("courses/content/poesa-el/items.yaml").read_text()))
SHUFFLE = Shuffle(b"k" * 32, b"attempt")
items = st.sampled_from(BANK.items)


def kind_and_options(item):
    kind = ITEM_TYPES[item.type_code]
    return kind, SHUFFLE.options("slot", kind, item.content)


@st.composite
def answered(draw):
    """An item with fields that its own form could send."""
    item = draw(items)
    kind, options = kind_and_options(item)
    fields = {}
    for control in kind.controls(item.content, options, None, "id"):
        values = [choice.value for choice in control.choices]
        count = len(values) if control.kind == "several" else 1
        fields[control.name] = draw(st.lists(st.sampled_from(values), max_size=count, unique=True))
    return item, kind, options, fields


@given(answered())
def test_points_lie_between_zero_and_one(case):
    item, kind, options, fields = case
    assert 0 <= kind.score(item.answer_key, kind.response(fields, options)) <= 1


@given(answered())
def test_form_shows_again_what_it_sent(case):
    item, kind, options, fields = case
    response = kind.response(fields, options)
    shown = kind.controls(item.content, options, response, "en")
    chosen = {c.name: [choice.value for choice in c.choices if choice.is_chosen] for c in shown}
    assert {name: set(values) for name, values in chosen.items()} == {
        name: set(values) for name, values in fields.items()
    }


@given(items)
def test_blank_earns_nothing_and_right_answer_all(item):
    kind, options = kind_and_options(item)
    assert kind.response({}, options) is None
    assert kind.score(item.answer_key, None) == 0
    assert kind.score(item.answer_key, kind.cleared()) == 0
    if kind.is_scored:
        assert kind.score(item.answer_key, right_response(item)) == 1


def right_response(item):
    key = item.answer_key
    return {
        "single-choice": lambda: {"option": key["correct"][0]},
        "multiple-choice": lambda: {"options": key["correct"]},
        "ordering": lambda: {"places": {step: n for n, step in enumerate(key["order"], 1)}},
        "matching": lambda: {"pairs": key["pairs"]},
    }[item.type_code]()


@given(item=items, name=st.text(max_size=12), value=st.text(max_size=40))
def test_anything_unknown_is_refused_or_ignored(item, name, value):
    kind, options = kind_and_options(item)
    for fields in ({"answer": [value]}, {name: [value]}, {options[0][0]: [value]}):
        try:
            response = kind.response(fields, options)
        except UnfitResponse:
            continue
        assert response is None or value in {pair[0] for pair in options} or value.isdigit()


@given(items)
def test_values_differ_and_say_nothing_of_the_option(item):
    _, options = kind_and_options(item)
    values = [value for value, _ in options]
    assert len(set(values)) == len(values)
    assert all(len(value) == 10 and int(value, 16) >= 0 for value in values)


@given(item=items, one=st.binary(min_size=16, max_size=16), two=st.binary(min_size=16, max_size=16))
def test_order_depends_on_attempt_alone(item, one, two):
    kind = ITEM_TYPES[item.type_code]
    orders = [Shuffle(b"key", a).options("s", kind, item.content) for a in (one, one, two)]
    assert orders[0] == orders[1]
    assert one == two or orders[0] != orders[2]


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        ("ABD", 1),
        ("AB", Fraction(2, 3)),
        ("ABC", Fraction(1, 3)),
        ("C", 0),
        ("ABCD", Fraction(2, 3)),
    ],
)
def test_multiple_choice_gives_right_minus_wrong(chosen, points):
    key = {"correct": ["A", "B", "D"]}
    assert ITEM_TYPES["multiple-choice"].score(key, {"options": list(chosen)}) == points


@pytest.mark.parametrize(
    ("places", "points"),
    [
        ((1, 2, 3, 4), 1),
        ((2, 3, 4, 1), Fraction(2, 3)),
        ((4, 3, 2, 1), 0),
        ((1, 2, 4, 3), Fraction(1, 3)),
        ((1, 1, 2, 3), Fraction(1, 3)),
        ((1, 2, None, None), Fraction(1, 3)),
    ],
)
def test_ordering_counts_neighbours_that_follow_each_other(places, points):
    given_places = {step: n for step, n in zip("abcd", places, strict=True) if n}
    score = ITEM_TYPES["ordering"].score({"order": list("abcd")}, {"places": given_places})
    assert score == points


@given(st.permutations(range(1, 6)))
def test_complete_ordering_scores_as_its_sequence_reads(places):
    order = "abcde"
    sequence = sorted(order, key=lambda step: places[order.index(step)])
    following = sum(pair in list(pairwise(order)) for pair in pairwise(sequence))
    response = {"places": dict(zip(order, places, strict=True))}
    score = ITEM_TYPES["ordering"].score({"order": list(order)}, response)
    assert score == Fraction(following, 4)


def test_feedback_names_every_option_with_its_reason():
    item = next(item for item in BANK.items if item.type_code == "single-choice")
    feedback = ITEM_TYPES["single-choice"].feedback(
        item.content, item.answer_key, right_response(item), "en"
    )
    assert feedback.points == 1
    assert [keyed for _, keyed, _ in feedback.notes].count(True) == 1
    assert all(reason for _, _, reason in feedback.notes)
