"""Properties of every item type, on the items of the real course."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.forms.assembly import Shuffle
from assessments.items.bank import BankItem, read_bank
from assessments.items.types import ITEM_TYPES, TYPE_OF_SOURCE
from assessments.items.types.base import InvalidResponse, get_option_id
from assessments.items.types.model_answers import right_response, wrong_responses
from assessments.items.types.typed import TypedItem

BANK = read_bank(yaml.safe_load(Path("tests/fixtures/courses/poesa-el-0.1/items.yaml").read_text()))
SHUFFLE = Shuffle(b"k" * 32, b"attempt")
MORE = (  # types that the course has no item of
    {"type": "true_false", "answer": False},
    {"type": "short_text", "accepted": ["SAPA 129", "Sapa"]},
    {"type": "number", "number": 18, "tolerance": 0.5},
    {
        "type": "categorising",
        "groups": [{"id": name, "text_id": name, "text_en": name} for name in ("a", "b")],
        "things": [
            {"text_id": f"benda {n}", "text_en": f"thing {n}", "group": "ab"[n % 2]}
            for n in range(3)
        ],
    },
)
TEXTS = {
    f"{name}_{language}": f"Teks {name}"
    for name in ("stem", "rationale")
    for language in ("id", "en")
}


def more_items():
    for entry in MORE:
        kind = TYPE_OF_SOURCE[entry["type"]]
        content, key = kind.read({**TEXTS, **entry})
        common = dict.fromkeys(("use", "objective_code", "bloom", "difficulty", "review_state"), "")
        yield BankItem(entry["type"], kind.code, **common, content=content, answer_key=key)


items = st.sampled_from([*BANK.items, *more_items()])


def kind_and_options(item):
    kind = ITEM_TYPES[item.type_code]
    return kind, SHUFFLE.options("slot", kind, item.content)


typed = st.text(max_size=30).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def answered(draw):
    """An item with fields that its own form could send."""
    item = draw(items)
    kind, options = kind_and_options(item)
    fields = {}
    for control in kind.controls(item.content, options, None, "id"):
        if control.kind in ("text", "number"):
            fields[control.name] = draw(st.lists(typed, max_size=1))
            continue
        values = [choice.value for choice in control.choices]
        count = len(values) if control.kind == "several" else 1
        fields[control.name] = draw(st.lists(st.sampled_from(values), max_size=count, unique=True))
    return item, kind, options, fields


@given(answered())
def test_points_lie_between_zero_and_one(case):
    item, kind, options, fields = case
    assert 0 <= kind.score(item.answer_key, kind.response(fields, options)) <= 1


@pytest.mark.slow
@given(answered())
def test_form_shows_again_what_it_sent(case):
    item, kind, options, fields = case
    response = kind.response(fields, options)
    shown = kind.controls(item.content, options, response, "en")
    chosen = {
        c.name: [choice.value for choice in c.choices if choice.is_chosen]
        + [c.value] * bool(c.value)
        for c in shown
    }
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
        assert kind.score(item.answer_key, right_response(item.type_code, item.answer_key)) == 1


@given(items)
def test_wrong_answers_earn_nothing(item):
    kind, _options = kind_and_options(item)
    responses = wrong_responses(kind, item.content, item.answer_key)
    assert all(kind.score(item.answer_key, response) == 0 for response in responses)
    assert responses or item.type_code not in ("single-choice", "true-false")


@given(item=items, name=st.text(max_size=12), value=st.text(max_size=40))
def test_anything_unknown_is_refused_or_ignored(item, name, value):
    kind, options = kind_and_options(item)
    if isinstance(kind, TypedItem):
        return  # anything may be typed
    for fields in ({"answer": [value]}, {name: [value]}, {options[0][0]: [value]}):
        try:
            response = kind.response(fields, options)
        except InvalidResponse:
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
    assert one == two or not options_of(item) or orders[0] != orders[2]


def options_of(item):
    return ITEM_TYPES[item.type_code].option_ids(item.content)


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
        item.content, item.answer_key, right_response(item.type_code, item.answer_key), "en"
    )
    assert feedback.points == 1
    assert [keyed for _, keyed, _ in feedback.notes].count(True) == 1
    assert all(reason for _, _, reason in feedback.notes)


@pytest.mark.parametrize("item", list(more_items()), ids=lambda item: item.code)
def test_content_gives_no_hint_of_the_key(item):
    shown = repr(item.content)
    for word in ("accepted", "rationale", "tolerance", "'answer'", "'pairs'", "Teks rationale"):
        assert word not in shown


@pytest.mark.parametrize(
    ("given_text", "points"),
    [("SAPA 129", 1), ("  sapa   129. ", 1), ("\uff33APA 129", 1), ("SAPA", 1), ("SAPA 110", 0)],
)
def test_short_text_overlooks_case_spaces_and_a_full_stop(given_text, points):
    key = {"accepted": ["SAPA 129", "Sapa"], "is_case_sensitive": False}
    assert ITEM_TYPES["short-text"].score(key, {"text": given_text}) == points


def test_short_text_may_be_strict():
    key = {"accepted": ["SAPA"], "is_case_sensitive": True}
    assert ITEM_TYPES["short-text"].score(key, {"text": "Sapa"}) == 0


@pytest.mark.parametrize(
    ("given_text", "points"),
    [
        ("18", 1),
        ("18,5", 1),
        ("17.50", 1),
        ("18.51", 0),
        (" 1 8 ", 1),
        ("delapan belas", 0),
        ("NaN", 0),
        ("1e999999999", 0),
        ("-18", 0),
    ],
)
def test_number_has_a_tolerance_and_a_decimal_comma(given_text, points):
    key = {"number": "18", "tolerance": "0.5"}
    assert ITEM_TYPES["number"].score(key, {"text": given_text}) == points


@pytest.mark.parametrize(("language", "said"), [("id", "3,5 ± 0,25"), ("en", "3.5 ± 0.25")])
def test_the_right_number_is_written_as_its_readers_write_numbers(language, said):
    key = {"number": "3.5", "tolerance": "0.25", "rationale_id": "", "rationale_en": ""}
    notes = ITEM_TYPES["number"].feedback({}, key, None, language).notes
    assert [text for text, _, _ in notes] == [said]


def test_categorising_counts_things_in_their_group():
    key = {"pairs": {"L1": "R1", "L2": "R2", "L3": "R1"}}
    answer = {"pairs": {"L1": "R1", "L2": "R1", "L3": "R1"}}
    assert ITEM_TYPES["categorising"].score(key, answer) == Fraction(2, 3)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"type": "true_false", "answer": "yes"}, "item-mark-missing"),
        ({"type": "short_text", "accepted": []}, "item-answers-missing"),
        ({"type": "short_text", "accepted": ["x" * 201]}, "item-answer-long"),
        ({"type": "number", "number": "many"}, "item-number-unclear"),
        ({"type": "number", "number": 1, "tolerance": -1}, "item-number-unclear"),
        ({"type": "categorising", "groups": [], "things": []}, "item-groups-few"),
        ({**MORE[3], "things": [{**MORE[3]["things"][0], "group": "z"}] * 2}, "item-group-unknown"),
        ({**MORE[3], "groups": [MORE[3]["groups"][0]] * 2}, "item-option-repeated"),
    ],
)
def test_flaws_of_the_newer_types(entry, code):
    kind = TYPE_OF_SOURCE[entry["type"]]
    assert code in {flaw.code for flaw in kind.flaws({**TEXTS, **entry})}


@pytest.mark.parametrize("entry", MORE, ids=lambda entry: entry["type"])
def test_sound_entries_have_no_flaws(entry):
    assert not list(TYPE_OF_SOURCE[entry["type"]].flaws({**TEXTS, **entry}))


def test_an_unknown_value_is_named_by_its_first_40_characters():
    with pytest.raises(InvalidResponse, match=f"^{'x' * 40}$"):
        get_option_id("x" * 41, ())
