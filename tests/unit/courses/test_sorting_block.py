"""Sorting: chips instead of lists, what moves before what stays, rounds with the missed cards."""

import re

import pytest

from tests.bare_host import make_block, post, view

GROUPS = [{"id": name, "label": name.title()} for name in ("now", "later", "never")]
ITEMS = [
    {"id": "threat", "text": "A threat", "fits": ["now"], "explanation": "Because of today."},
    {"id": "talk", "text": "A talk", "fits": ["later"], "explanation": "It can wait."},
    {"id": "photo", "text": "A look", "fits": ["never"], "explanation": "It hurts."},
]
RIGHT = {"item-threat": "now", "item-talk": "later", "item-photo": "never"}


@pytest.fixture
def sorting():
    return make_block("payung_sorting", {"groups": GROUPS, "items": ITEMS})


def checked(block):
    return set(re.findall(r'name="item-(\w+)" value="(\w+)" checked', view(block)))


def test_each_card_is_a_group_of_radio_buttons_and_nothing_is_a_list(sorting):
    page = view(sorting)
    assert "<select" not in page
    assert page.count("<fieldset") == page.count("<legend>") == len(ITEMS)
    assert page.count('type="radio"') == len(ITEMS) * len(GROUPS)
    assert "explanation" not in page
    assert "Because" not in page


def test_cards_come_in_an_order_that_differs_between_learners(sorting):
    def order(block):
        return re.findall("<legend>([^<]+)", view(block))

    content = {"groups": GROUPS, "items": ITEMS}
    others = [order(make_block("payung_sorting", content, learner=name)) for name in "abcdef"]
    assert order(sorting) == order(sorting)
    assert len({tuple(other) for other in others}) > 1


def test_no_tray_of_three_takes_the_colour_of_right(sorting):
    assert set(re.findall(r'class="chip (tray\d)"', view(sorting))) == {"tray1", "tray2", "tray4"}


def test_groups_named_by_a_colour_have_it_and_a_shape_of_their_own(sorting):
    sorting.groups = [
        group | {"tone": tone}
        for group, tone in zip(GROUPS, ("red", "yellow", "green"), strict=True)
    ]
    chips = re.findall(r'class="chip (tray[-\w]+)".*?(<svg.*?</svg>)', view(sorting))
    assert {colour for colour, _shape in chips} == {"tray-red", "tray2", "tray-green"}
    assert len({shape for _colour, shape in chips}) == 3


def test_any_number_of_groups_is_shown():
    for number in (1, 2, 4, 6):
        groups = [{"id": f"g{n}", "label": f"Group {n}"} for n in range(number)]
        block = make_block("payung_sorting", {"groups": groups, "items": ITEMS})
        assert view(block).count('type="radio"') == number * len(ITEMS)


def test_long_labels_get_wide_chips(sorting):
    assert 'class="chips"' in view(sorting)
    sorting.groups = [{"id": "a", "label": "x" * 20}, {"id": "b", "label": "x" * 40}]
    assert 'class="chips long"' in view(sorting)


def test_a_long_word_gets_a_wider_chip_than_short_words(sorting):
    sorting.groups = [{"id": "a", "label": "Short words"}, {"id": "b", "label": "No"}]
    assert 'class="chips"' in view(sorting)
    sorting.groups = [{"id": "a", "label": "Luar sekolah"}, {"id": "b", "label": "No"}]
    assert 'class="chips mid"' in view(sorting)
    sorting.groups += [{"id": "c", "label": "Yes"}]
    assert 'class="chips long"' in view(sorting)
    sorting.groups = [{"id": "a", "label": "Kewajiban"}, {"id": "b", "label": "No"}]
    assert 'class="chips mid"' in view(sorting)


def test_four_narrow_groups_stand_in_pairs(sorting):
    sorting.groups = [{"id": name, "label": name} for name in "abc"]
    assert 'class="chips"' in view(sorting)
    sorting.groups = [{"id": name, "label": name} for name in "abcd"]
    assert 'class="chips mid"' in view(sorting)


def test_results_stand_in_the_order_of_the_cards():
    items = [{"id": f"i{number}", "text": f"Card {number}", "fits": ["now"]} for number in range(8)]
    block = make_block("payung_sorting", {"groups": GROUPS, "items": items})
    cards = re.findall(r"Card \d(?! of)", view(block))
    assert cards != sorted(cards)
    post(block, "sort", **{f"item-i{number}": "now" for number in range(8)})
    assert re.findall(r"Card \d", view(block)) == cards


def test_what_moves_stands_first_and_says_where_to_and_why(sorting):
    post(sorting, "sort", **(RIGHT | {"item-photo": "later"}))
    page = view(sorting)
    assert "2 in place, 1 not yet." in page
    assert "%" not in page
    moved, _, stays = page.partition("Those that fit (2)")
    assert "Fits better: Never" in moved
    assert "You chose: Later" in moved
    assert "It hurts." in moved
    assert "Because of today." in stays
    assert sorting.runtime.grades() == [(2, 3)]


def test_all_right_is_open_and_said(sorting):
    post(sorting, "sort", **RIGHT)
    page = view(sorting)
    assert "All 3 fit." in page
    assert "<details" not in page
    assert "Repeat what was missed" not in page


def test_another_round_with_the_missed_cards_keeps_the_others(sorting):
    post(sorting, "sort", **(RIGHT | {"item-photo": "later"}))
    post(sorting, "again", round="missed")
    assert checked(sorting) == {("threat", "now"), ("talk", "later")}
    post(sorting, "again")
    assert checked(sorting) == set()


def test_a_round_with_the_missed_cards_says_how_many_remain(sorting):
    note = "1 of 3 to put right. The others fit already."
    assert "to put right" not in view(sorting)
    post(sorting, "sort", **(RIGHT | {"item-photo": "later"}))
    post(sorting, "again", round="missed")
    assert note in view(sorting)
    post(sorting, "sort", keep="1", **RIGHT)
    assert note in view(sorting)
    post(sorting, "sort", **(RIGHT | {"item-photo": "now"}))
    assert "to put right" not in view(sorting)
    post(sorting, "again")
    assert "to put right" not in view(sorting)


def test_saving_scores_nothing(sorting):
    assert post(sorting, "sort", keep="1", **RIGHT).status_int == 303
    assert sorting.runtime.events == []
    assert checked(sorting) == set(sorting.answers.items())
    assert "3 of 3 sorted" in view(sorting)


def test_state_of_an_earlier_version_goes_on(sorting):
    sorting.answers = {"talk": "later"}
    assert checked(sorting) == {("talk", "later")}
    done = make_block(
        "payung_sorting",
        {
            "groups": GROUPS,
            "items": ITEMS,
            "answers": {"threat": "now", "talk": "now", "photo": "never"},
            "is_checked": True,
        },
    )
    assert "2 in place, 1 not yet." in view(done)


@pytest.mark.parametrize(("count", "is_stepped"), [(5, False), (6, True)])
def test_a_long_sorting_has_buttons_from_card_to_card_for_scripts_alone(count, is_stepped):
    items = [{"id": f"i{n}", "text": f"Card {n}", "fits": ["now"]} for n in range(count)]
    page = view(make_block("payung_sorting", {"groups": GROUPS, "items": items}))
    assert ('<div class="card-steps">' in page) == is_stepped
    assert ("Card 1 of 6" in page) == is_stepped
    assert ('class="sorts two many"' in page) == is_stepped


@pytest.fixture
def levels():
    """Groups that are named by colours."""
    tones = zip(GROUPS, ("red", "yellow", "green"), strict=True)
    groups = [group | {"tone": tone} for group, tone in tones]
    return make_block("payung_sorting", {"groups": groups, "items": ITEMS})


def test_where_groups_are_colours_sign_and_word_say_what_fits_beside_the_level(levels):
    post(levels, "sort", **RIGHT | {"item-talk": "now"})
    missed, threat = (
        next(part for part in view(levels).split('<div class="result')[1:] if text in part)
        for text in ("A talk", "A threat")
    )
    assert re.findall(r'class="tag (\w+)"><svg.*?</svg>([^<]+)', missed) == [("now", "Fits better")]
    named = re.findall(r'level (tray[-\w]+)"><svg.*?</svg> (\w+)', missed)
    assert named == [("tray2", "Later"), ("tray-red", "Now")]
    assert "Your choice: <b" in missed
    assert re.findall(r'class="tag (\w+)"><svg.*?</svg>([^<]+)', threat) == [("done", "Fits")]
    assert re.findall(r'level (tray[-\w]+)"><svg.*?</svg> (\w+)', threat) == [("tray-red", "Now")]


def test_other_groups_name_what_fits_in_the_mark_alone(sorting):
    post(sorting, "sort", **RIGHT | {"item-talk": "now"})
    assert "Fits better: Later" in view(sorting)
    assert 'class="whole level' not in view(sorting)


def test_a_round_with_the_missed_cards_marks_those_that_fitted(sorting):
    post(sorting, "sort", **RIGHT | {"item-talk": "never"})
    assert "Fitted last time" not in view(sorting)
    post(sorting, "again", round="missed")
    cards = view(sorting).split("<fieldset")[1:]
    marked = {re.search(r'name="item-(\w+)"', c)[1] for c in cards if "Fitted last time" in c}
    assert marked == {"threat", "photo"}
    post(sorting, "sort", **RIGHT)
    post(sorting, "again")
    assert "Fitted last time" not in view(sorting)


def test_what_is_missing_is_a_number_of_cards(sorting):
    refused = post(sorting, "sort", **{"item-threat": "now"}).json["problems"]
    assert refused == {"items": "Cards without a group: 2 of 3."}


def test_a_single_card_without_a_group_is_not_called_each_card():
    block = make_block("payung_sorting", {"groups": GROUPS, "items": ITEMS[:1]})
    assert post(block, "sort").json["problems"] == {"items": "Choose a group."}


def harm_of(item, *groups):
    return [entry | {"harmful": list(groups)} if entry["id"] == item else entry for entry in ITEMS]


def test_a_group_that_endangers_somebody_is_marked_and_names_what_fits_better(sorting):
    sorting.items = harm_of("threat", "never")
    post(sorting, "sort", **RIGHT | {"item-threat": "never"})
    page = view(sorting)
    assert re.findall(r'class="tag (fix)"><svg.*?</svg>([^<]+)', page) == [
        ("fix", "This can do harm")
    ]
    assert "<p>Fits better: Now</p>" in page
    post(sorting, "again")
    post(sorting, "sort", **RIGHT | {"item-threat": "later"})
    assert "This can do harm" not in view(sorting)
    assert "Fits better: Now" in view(sorting)


def test_an_urgency_that_is_rated_too_low_is_marked_as_harmful(levels):
    levels.items = harm_of("threat", "later", "never")
    post(levels, "sort", **RIGHT | {"item-threat": "later"})
    page = view(levels)
    assert re.search(r'class="tag fix"><svg.*?</svg>This can do harm', page)
    assert re.search(r'<p>Fits better: <b class="whole level tray-red"><svg.*?</svg> Now</b>', page)
    assert "Your choice: <b" in page


def test_what_fits_is_never_marked_as_harmful(sorting):
    sorting.items = harm_of("threat", "now")
    post(sorting, "sort", **RIGHT)
    assert "This can do harm" not in view(sorting)
