"""Matching: letters for the right sides, one group of radio buttons a row, results and rounds."""

import re

import pytest

from lms.workflows.blocks.block_services import BlockLearner
from tests.bare_host import BareHost, make_block, post, view

PAIRS = [
    {"id": f"p{n}", "left": f"Left {n}", "right": f"Right {n}", "explanation": f"Reason {n}."}
    for n in range(1, 5)
]


@pytest.fixture
def matching():
    return make_block("payung_matching", {"pairs": PAIRS})


def letters(block):
    """The letter of each right side, as the page shows it."""
    found = re.findall(r"<li><b>([A-Z])</b><span>Right (\d)</span>", view(block))
    return {f"p{number}": letter for letter, number in found}


def answers(block, **changed):
    own = letters(block)
    return {f"pair-{pair}": own[changed.get(pair, pair)] for pair in own}


def test_right_sides_have_letters_in_a_shuffled_and_stable_order(matching):
    own = letters(matching)
    assert sorted(own.values()) == list("ABCD")
    assert own == letters(matching)
    others = [letters(make_block("payung_matching", {"pairs": PAIRS}, learner=n)) for n in "abcdef"]
    assert any(other != own for other in others)


def test_each_row_is_one_group_of_radio_buttons(matching):
    page = view(matching)
    assert page.count("<fieldset") == page.count("<legend>") == len(PAIRS)
    assert page.count('type="radio"') == len(PAIRS) ** 2
    assert "Reason" not in page


def test_each_row_holds_the_text_of_each_letter_hidden(matching):
    page = view(matching)
    for pair, letter in letters(matching).items():
        text = f'<p data-letter="{letter}" hidden>Right {pair[1:]}</p>'
        assert page.count(text) == len(PAIRS)


def test_all_right(matching):
    post(matching, "match", **answers(matching))
    assert matching.runtime.grades() == [(4, 4)]
    assert matching.runtime.completions() == [1.0]
    assert "All 4 fit." in view(matching)
    assert "Reason 3." in view(matching)


def test_what_does_not_match_stands_first_with_what_fits_better(matching):
    post(matching, "match", **answers(matching, p1="p2", p2="p1"))
    page = view(matching)
    assert matching.runtime.grades() == [(2, 4)]
    moved, _, stays = page.partition("Those that fit (2)")
    assert "You chose: Right 2" in moved
    assert "Fits better: Right 1" in moved
    assert "Left 3" in stays


def test_rows_without_a_letter_are_named_and_the_others_stored(matching):
    form = answers(matching)
    form.pop("pair-p2")
    answer = post(matching, "match", **form)
    assert answer.json["problems"] == {"pairs": "Choose a letter in each row."}
    assert set(matching.answers) == {"p1", "p3", "p4"}
    assert matching.runtime.events == []
    page = view(
        matching, problems=answer.json["problems"], posted={k: [v] for k, v in form.items()}
    )
    assert page.count("match bad") == page.count("Choose a letter.") == 1
    assert page.count(" checked") == 3


def test_a_letter_that_is_not_there_is_no_answer(matching):
    post(matching, "match", keep="1", **(answers(matching) | {"pair-p1": "Z", "pair-p2": "p2"}))
    assert set(matching.answers) == {"p3", "p4"}
    assert "2 of 4 matched" in view(matching)


def test_another_round_with_the_missed_pairs_keeps_the_others(matching):
    post(matching, "match", **answers(matching, p1="p2", p2="p1"))
    post(matching, "match", **answers(matching))
    assert matching.runtime.grades() == [(2, 4)]
    post(matching, "again", round="missed")
    assert matching.answers == {"p3": "p3", "p4": "p4"}
    post(matching, "again")
    assert matching.answers == {}


def test_a_plain_form_names_its_order_and_counts_for_any_learner():
    host = BareHost(learner=BlockLearner("en", "", "", has_plain_forms=True))
    plain = make_block("payung_matching", {"pairs": PAIRS}, host=host, learner="phone")
    (order,) = re.findall(r'name="letters" value="([^"]+)"', view(plain))
    form = answers(plain) | {"letters": order}
    for name in "abcdef":
        block = make_block("payung_matching", {"pairs": PAIRS}, learner=name)
        assert 'name="letters"' not in view(block)
        post(block, "match", **form)
        assert block.runtime.grades() == [(4, 4)]


def test_a_round_with_the_missed_pairs_marks_those_that_fitted(matching):
    post(matching, "match", **answers(matching, p1="p2", p2="p1"))
    assert "Fitted last time" not in view(matching)
    post(matching, "again", round="missed")
    rows = view(matching).split("<fieldset")[1:]
    marked = {re.search(r'name="pair-(\w+)"', r)[1] for r in rows if "Fitted last time" in r}
    assert marked == {"p3", "p4"}
