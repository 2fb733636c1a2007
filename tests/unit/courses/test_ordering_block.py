"""Ordering: buttons that move a step, an order that is always whole, state of earlier versions."""

import re

import pytest

from tests.bare_host import make_block, post, view

NAMES = ("hear", "ask", "call", "write")
STEPS = [{"id": name, "text": f"Step {name}", "explanation": f"Why {name}."} for name in NAMES]


@pytest.fixture
def ordering():
    return make_block("payung_ordering", {"steps": STEPS})


def numbers(block):
    """Numbers of the steps as the form would send them."""
    return {
        name: int(number)
        for name, number in re.findall(r'name="step-(\w+)" value="(\d)"', view(block))
    }


def send(block, **fields):
    form = {f"step-{name}": number for name, number in numbers(block).items()}
    return post(block, "order", **form, **fields)


def order(block):
    return sorted(numbers(block), key=numbers(block).get)


def test_steps_come_shuffled_and_stay_so(ordering):
    assert sorted(numbers(ordering).values()) == [1, 2, 3, 4]
    assert order(ordering) == order(ordering)
    orders = {
        tuple(order(make_block("payung_ordering", {"steps": STEPS}, learner=name)))
        for name in "abcdef"
    }
    assert len(orders) > 1


def test_the_first_cannot_go_up_nor_the_last_down(ordering):
    page = view(ordering)
    first, *_, last = order(ordering)
    assert re.search(f'name="up" value="{first}"[^>]* disabled', page)
    assert re.search(f'name="down" value="{last}"[^>]* disabled', page)
    assert page.count(" disabled") == 2


def test_a_button_moves_its_step_and_the_page_says_where_it_is(ordering):
    first, second, *others = order(ordering)
    assert send(ordering, up=second).status_int == 303
    assert order(ordering) == [second, first, *others]
    assert f"“Step {second}” is now number 1" in view(ordering)
    send(ordering, down=second)
    assert order(ordering) == [first, second, *others]
    assert ordering.runtime.events == []


def test_a_double_click_moves_once(ordering):
    before = numbers(ordering)
    last = order(ordering)[-1]
    form = {f"step-{name}": number for name, number in before.items()}
    for _ in range(2):
        post(ordering, "order", **form, up=last)
    assert order(ordering).index(last) == 2


@pytest.mark.parametrize("fields", [{"up": "forged"}, {"down": ""}, {"up": ["", "x"]}])
def test_a_step_that_is_not_there_moves_nothing(ordering, fields):
    before = order(ordering)
    assert send(ordering, **fields).status_int == 303
    assert order(ordering) == before
    send(ordering, up=before[0])
    assert order(ordering) == before


def test_saving_scores_nothing_and_keeps_the_order(ordering):
    form = {f"step-{name}": number for number, name in enumerate(reversed(NAMES), start=1)}
    post(ordering, "order", keep="1", **form)
    assert order(ordering) == list(reversed(NAMES))
    assert ordering.runtime.events == []


def test_the_checked_order_says_what_moves_and_why(ordering):
    form = dict(zip((f"step-{name}" for name in NAMES), (1, 3, 2, 4), strict=True))
    post(ordering, "order", **form)
    page = view(ordering)
    assert ordering.runtime.grades() == [(2, 4)]
    assert "2 in place, 2 not yet." in page
    assert page.count("You gave it number") == 2
    assert page.index("Step hear") < page.index("Step ask") < page.index("Step call")
    assert "Why call." in page


def test_one_goes_on_from_the_own_order_or_from_a_shuffled_one(ordering):
    form = dict(zip((f"step-{name}" for name in NAMES), (1, 3, 2, 4), strict=True))
    shuffled = order(ordering)
    post(ordering, "order", **form)
    post(ordering, "again", round="missed")
    assert order(ordering) == ["hear", "call", "ask", "write"]
    post(ordering, "again")
    assert order(ordering) == shuffled


@pytest.mark.parametrize(
    "kept", [{"hear": 2}, {"hear": 2, "call": 2}, {"call": 4, "ask": 1}, {"hear": 1, "gone": 2}]
)
def test_numbers_of_an_earlier_version_become_a_whole_order(ordering, kept):
    ordering.numbers = kept
    assert sorted(numbers(ordering)) == sorted(NAMES)
    first = next(iter(kept))
    assert numbers(ordering)[first] == kept[first]


def test_an_order_with_a_number_twice_is_refused_and_can_be_mended(ordering):
    form = {f"step-{name}": 1 for name in NAMES}
    assert post(ordering, "order", **form).json["problems"]
    assert sorted(numbers(ordering).values()) == [1, 2, 3, 4]
    assert send(ordering).status_int == 303
    assert len(ordering.runtime.grades()) == 1


def test_a_round_from_the_own_order_says_how_many_steps_are_to_be_put_right(ordering):
    assert "Still to put right" not in view(ordering)
    form = dict(zip((f"step-{name}" for name in NAMES), (1, 3, 2, 4), strict=True))
    post(ordering, "order", **form)
    assert "Still to put right" not in view(ordering)
    post(ordering, "again", round="missed")
    assert "Still to put right: 2 of 4 steps." in view(ordering)
    send(ordering, down="call")  # a move does not give away what is right
    assert "Still to put right: 2 of 4 steps." in view(ordering)
    send(ordering)
    post(ordering, "again")
    assert "Still to put right" not in view(ordering)


@pytest.mark.parametrize(("language", "word"), [("en", "order"), ("id", "Urutan")])
def test_a_refused_order_speaks_of_the_order_not_of_numbers(language, word):
    block = make_block("payung_ordering", {"steps": STEPS}, language=language)
    answer = post(block, "order", **{f"step-{name}": 1 for name in NAMES})
    (text,) = answer.json["problems"].values()
    assert word in text
    assert not re.search("number|nomor", text)


def marked(block):
    """Ids of the steps that the page marks as in place."""
    rows = view(block).split('<li class="order')[1:]
    return [
        re.search(r'name="step-(\w+)"', row)[1]
        for row in rows
        if "In place last time" in row and 'class="mark" data-place="' in row
        if not re.search(r'data-place="\d" hidden', row)
    ]


def test_a_round_from_the_own_order_marks_the_steps_that_were_in_place(ordering):
    assert marked(ordering) == []
    form = dict(zip((f"step-{name}" for name in NAMES), (1, 3, 2, 4), strict=True))
    post(ordering, "order", **form)
    post(ordering, "again", round="missed")
    assert marked(ordering) == ["hear", "write"]
    send(ordering, up="write")
    assert marked(ordering) == ["hear"]
    send(ordering, down="write")
    assert marked(ordering) == ["hear", "write"]
    send(ordering, up="ask")  # now in place, which only the check says
    assert marked(ordering) == ["hear", "write"]
    send(ordering)
    post(ordering, "again")
    assert marked(ordering) == []
