"""Decisions: one at a time, opaque buttons, answers that can be changed, a grade that stays."""

import re

import pytest

from courses.block_toolkit.markup import ICONS
from courses.block_toolkit.widgets import consequence
from tests.bare_host import make_block, post, view

CLOSED = re.compile(r'<details class="acc thin">.*?</details>', re.DOTALL)


def option(name, *, is_best=False):
    return {
        "id": name,
        "text": f"Option {name}",
        "is_best": is_best,
        "feedback": f"Raka looks at {name}. This is why.",
    }


def turn(name):
    return {"id": name, "text": f"Case {name}", "options": [option("a"), option("b", is_best=True)]}


@pytest.fixture
def talk():
    return make_block("payung_choices", {"turns": [turn("t1"), turn("t2")]})


@pytest.fixture
def single():
    return make_block("payung_choices", {"turns": [turn("t1")]})


def buttons(block):
    """The value of each button by its text, in the order of the page."""
    found = re.findall(
        r'<button class="pick"[^>]* value="([^"]+)"><span>([^<]+)</span>', view(block)
    )
    return {text: value for value, text in found}


def press(block, turn_id, text):
    return post(block, "choose", turn=turn_id, option=buttons(block)[text])


def test_each_option_is_a_button_whose_value_does_not_give_it_away(talk):
    values = buttons(talk)
    assert set(values) == {"Option a", "Option b"}
    assert not {"a", "b"} & set(values.values())
    assert values == buttons(talk)


def test_the_order_and_the_values_differ_between_learners():
    pages = {
        tuple(buttons(make_block("payung_choices", {"turns": [turn("t1")]}, learner=name)).items())
        for name in "abcdef"
    }
    assert len({values for page in pages for _text, values in page}) > 2
    assert len({tuple(text for text, _value in page) for page in pages}) == 2


def test_the_question_shows_no_feedback_and_the_result_shows_that_of_the_choice(single):
    assert "Raka looks" not in view(single)
    press(single, "t1", "Option a")
    page = CLOSED.sub("", view(single))
    assert "Option a" in page
    assert "Raka looks at a." in page
    assert "This is why." in page
    assert "There is a better way" in page
    assert "Option b" not in page


def test_a_single_question_names_what_helps_more_after_the_second_wrong_answer():
    options = [option("a"), option("b"), option("c", is_best=True)]
    block = make_block("payung_choices", {"turns": [turn("t1") | {"options": options}]})
    press(block, "t1", "Option a")
    assert "What helps more" not in CLOSED.sub("", view(block))
    post(block, "proceed", change="t1")
    press(block, "t1", "Option b")
    page = view(block)
    assert "What helps more:</b> Option c</p><p>Raka looks at c. This is why." in page
    assert not CLOSED.search(page)
    post(block, "again")
    press(block, "t1", "Option a")
    assert "What helps more" not in CLOSED.sub("", view(block))


def test_after_a_first_wrong_answer_what_helps_more_is_closed_and_can_be_opened(single):
    press(single, "t1", "Option a")
    (closed,) = CLOSED.findall(view(single))
    assert "<summary><span>See what helps more</span></summary>" in closed
    assert "What helps more:</b> Option b</p><p>Raka looks at b. This is why." in closed
    assert "Change my choice" in CLOSED.sub("", view(single))


def test_a_best_answer_and_a_question_without_one_have_nothing_to_open(single):
    press(single, "t1", "Option b")
    assert not CLOSED.search(view(single))
    options = [option("a"), option("b")]
    block = make_block("payung_choices", {"turns": [turn("t1") | {"options": options}]})
    press(block, "t1", "Option a")
    assert not CLOSED.search(view(block))


def test_one_decision_at_a_time(talk):
    press(talk, "t1", "Option a")
    assert "Case t2" not in view(talk)
    post(talk, "proceed", after="t1")
    page = view(talk)
    assert "Question 2 of 2" in page
    assert "Answered so far: 1 of 2" in page
    assert list(buttons(talk)) != []


def test_an_answer_shows_its_number_and_one_main_way_on(talk):
    press(talk, "t1", "Option a")
    page = view(talk)
    assert "Question 1 of 2" in page
    assert re.findall(r'class="btn main"[^>]*>([^<]+)', page) == ["To question 2 "]


def test_what_helps_more_is_named_when_the_round_is_over(talk):
    press(talk, "t1", "Option a")
    assert "What helps more" not in view(talk)
    post(talk, "proceed", after="t1")
    press(talk, "t2", "Option b")
    page = view(talk)
    assert page.count("What helps more:</b> Option b</p><p>Raka looks at b.") == 1
    assert "<details" in page
    assert "Question 2 of 2" in page
    assert "open><summary><span>Other answers with a better way (1)" in page
    assert "so far" not in page
    assert page.index("Question 2 of 2") < page.index("All 2 questions are answered")


def test_answers_that_helped_most_are_closed_at_the_end_of_a_round():
    block = make_block("payung_choices", {"turns": [turn(name) for name in ("t1", "t2", "t3")]})
    for name, text in (("t1", "Option a"), ("t2", "Option b"), ("t3", "Option b")):
        press(block, name, text)
        post(block, "proceed", after=name)
    folds = re.findall(r"<details[^>]*>(.*?)</details>", view(block), re.DOTALL)
    assert ["Case t1" in fold for fold in folds] == [True, False]
    assert re.findall(r"<details ([^>]*)><summary><span>([^<]+)", view(block)) == [
        ('class="acc thin" open', "Other answers with a better way (1)"),
        ('class="acc thin"', "Other answers that help most (2)"),
    ]


def test_a_question_keeps_its_number_in_a_round_of_what_was_missed(talk):
    for name, text in (("t1", "Option a"), ("t2", "Option b")):
        press(talk, name, text)
        post(talk, "proceed", after=name)
    post(talk, "again", round="missed")
    assert "Question 1 of 2" in view(talk)
    press(talk, "t1", "Option b")
    assert "All 2 choices helped most." in view(talk)


def test_completion_and_grade_come_with_the_last_answer_whatever_it_is(talk):
    press(talk, "t1", "Option b")
    assert talk.runtime.events == []
    post(talk, "proceed", after="t1")
    press(talk, "t2", "Option a")
    assert (talk.runtime.grades(), talk.runtime.completions()) == ([(1, 2)], [1.0])
    assert "In this round, 1 of your 2 first choices helped most." in view(talk)
    assert "Now all of them do." not in view(talk)


def test_a_round_says_that_it_counts_first_choices_and_what_was_mended(talk):
    for name in ("t1", "t2"):
        press(talk, name, "Option a")
        post(talk, "proceed", change=name)
        press(talk, name, "Option b")
        post(talk, "proceed", after=name)
    page = view(talk)
    assert "In this round, 0 of your 2 first choices helped most. Now all of them do." in page
    assert talk.runtime.grades()[-1] == (0, 2)


def test_a_round_without_a_best_choice_counts_none(talk):
    press(talk, "t1", "Option a")
    post(talk, "proceed", after="t1")
    press(talk, "t2", "Option a")
    page = view(talk)
    assert "All 2 first choices are worth another look." in page
    assert "0 of your 2" not in page


def test_an_answer_made_worse_is_counted_and_asked_again(talk):
    """The first answer was best; the one that stands is not, so the total may not call it best."""
    press(talk, "t1", "Option b")
    post(talk, "proceed", change="t1")
    press(talk, "t1", "Option a")
    post(talk, "proceed", after="t1")
    press(talk, "t2", "Option b")
    page = view(talk)
    assert "In this round, 2 of your 2 first choices helped most. Your choices now: 1 of 2." in page
    post(talk, "again", round="missed")
    assert "Question 1 of 2" in view(talk)
    assert list(talk.answers) == ["t2"]


def test_both_rounds_say_how_much_they_repeat(talk):
    for name, text in (("t1", "Option b"), ("t2", "Option a")):
        press(talk, name, text)
        post(talk, "proceed", after=name)
    page = view(talk)
    assert "Repeat what was missed" in page
    assert "Repeat everything" in page
    assert "Try again" not in page


def test_a_changed_choice_shows_its_own_result_and_earns_nothing(single):
    press(single, "t1", "Option a")
    post(single, "proceed", change="t1")
    assert "Raka looks" not in view(single)
    press(single, "t1", "Option b")
    assert "Helps most" in view(single)
    assert single.runtime.grades() == [(0, 1), (0, 1)]


def test_another_round_earns_anew(single):
    press(single, "t1", "Option a")
    post(single, "again")
    press(single, "t1", "Option b")
    assert single.runtime.grades() == [(0, 1), (1, 1)]


def test_a_round_with_what_was_missed_keeps_the_rest(talk):
    for name, text in (("t1", "Option b"), ("t2", "Option a")):
        press(talk, name, text)
        post(talk, "proceed", after=name)
    post(talk, "again", round="missed")
    assert talk.answers == {"t1": "b"}
    press(talk, "t2", "Option b")
    assert talk.runtime.grades() == [(1, 2), (2, 2)]


def test_state_of_an_earlier_version_goes_on(talk):
    talk.answers = {"t1": "b"}
    assert "Case t2" in view(talk)
    assert post(talk, "choose", turn="t2", option="b").status_int == 303
    assert talk.runtime.grades() == [(2, 2)]


def test_finished_state_of_an_earlier_version_shows_its_results():
    block = make_block("payung_choices", {"turns": [turn("t1")], "answers": {"t1": "a"}})
    assert "Raka looks at a." in view(block)
    post(block, "proceed", change="t1")
    press(block, "t1", "Option b")
    assert block.runtime.grades() == [(0, 1)]


def test_an_old_page_changes_nothing(talk):
    press(talk, "t1", "Option a")
    for handler, fields in (
        ("choose", {"turn": "t1", "option": "b"}),
        ("choose", {"turn": "t9", "option": "b"}),
        ("proceed", {"change": "t2"}),
        ("proceed", {"after": "t2"}),
        ("proceed", {}),
    ):
        assert post(talk, handler, **fields).status_int == 303
    assert (talk.answers, talk.shown) == ({"t1": "a"}, "t1")


def test_a_value_of_another_option_is_refused(talk):
    assert post(talk, "choose", turn="t1", option="c").json["problems"]
    assert post(talk, "choose", turn="t1").status_int == 422
    assert talk.answers == {}


def test_only_the_last_result_is_announced(talk):
    press(talk, "t1", "Option a")
    post(talk, "proceed", after="t1")
    assert 'role="status"' not in view(talk)
    press(talk, "t2", "Option a")
    assert view(talk).count('class="result" role="status"') == 1


@pytest.mark.parametrize(
    "first",
    [
        'He answers, "Good, Bu. At ten."',
        "He answers, “Good, Bu. At ten.”",
        "He sits down at 12.30.",
        "Raka nods.",
    ],
)
def test_the_first_sentence_of_feedback_leads_and_is_not_cut_within_a_quote(first):
    page = consequence(f"{first} A clear hour helps.", str)
    assert page == f'<p class="ask">{first}</p><p>A clear hour helps.</p>'


def test_feedback_of_a_single_short_sentence_is_all_lead():
    assert consequence('"Good, Bu. At ten."', str) == '<p class="ask">"Good, Bu. At ten."</p>'


def test_a_long_first_sentence_is_no_lead():
    text = f"He {'nods and ' * 20}leaves. A clear hour helps."
    assert consequence(text, str) == f"<p>{text}</p>"


def test_a_round_of_what_was_missed_says_how_many_are_answered(talk):
    press(talk, "t1", "Option b")
    post(talk, "proceed", after="t1")
    press(talk, "t2", "Option a")
    post(talk, "again", round="missed")
    page = view(talk)
    assert "Question 2 of 2" in page
    assert "Answered so far: 1 of 2" in page


def test_a_choice_that_endangers_somebody_says_so_in_words():
    harmful = option("a") | {"is_harmful": True}
    turns = [turn("t1") | {"options": [harmful, option("b", is_best=True), option("c")]}]
    block = make_block("payung_choices", {"turns": turns}, language="id")
    press(block, "t1", "Option a")
    shown = view(block)
    assert f"{ICONS['harm']}</svg>Ini bisa membahayakan</span>" in shown
    assert "Ada cara yang lebih menolong" not in view(block)
    post(block, "proceed", change="t1")
    press(block, "t1", "Option c")
    assert "Ini bisa membahayakan" not in view(block)


def test_a_choice_that_endangers_somebody_names_the_safer_one_once():
    options = [option("a") | {"is_harmful": True}, option("b", is_best=True), option("c")]
    turns = [turn("t1") | {"options": options}, turn("t2")]
    block = make_block("payung_choices", {"turns": turns})
    press(block, "t1", "Option a")
    assert "<b>Safer:</b> Option b" in view(block)
    post(block, "proceed", change="t1")
    press(block, "t1", "Option c")
    assert "Safer:" not in view(block)
    post(block, "proceed", change="t1")
    press(block, "t1", "Option a")
    post(block, "proceed", after="t1")
    press(block, "t2", "Option b")
    shown = view(block)
    assert shown.count("Option b") == 2  # the choice of the second turn, and the safer one
    assert "What helps more:" not in shown


def test_a_single_choice_that_endangers_somebody_folds_no_better_one():
    options = [option("a") | {"is_harmful": True}, option("b", is_best=True)]
    block = make_block("payung_choices", {"turns": [turn("t1") | {"options": options}]})
    press(block, "t1", "Option a")
    assert "<b>Safer:</b> Option b" in view(block)
    assert "<details" not in view(block)
