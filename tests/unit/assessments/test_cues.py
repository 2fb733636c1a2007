"""Cues that give the key away are found in both languages, and not where there are none."""

import pytest

from assessments.analysis.cues import (
    binomial_upper_tail,
    find_item_cues,
    find_set_cues,
    is_key_longest,
)
from assessments.exchange.model import LocalizedText, NeutralItem, Option


def choice(stem, *texts, key=0, code="Q"):
    options = tuple(
        Option(LocalizedText(text, text), place == key) for place, text in enumerate(texts)
    )
    return NeutralItem(code, "single", LocalizedText(stem, stem), options=options)


def codes(item):
    return {cue.code for cue in find_item_cues(item)}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (
            choice("Why?", "Because it is the one that explains", "Short one", "Brief"),
            "key-longest",
        ),
        (choice("Why?", "Rain", "Snow", "All of the above"), "catch-all-option"),
        (choice("Why?", "Rain", "Snow", "None of these options"), "catch-all-option"),
        (choice("Mengapa?", "Hujan", "Salju", "Semua jawaban benar"), "catch-all-option"),
        (choice("Mengapa?", "Hujan", "Salju", "Tidak ada yang benar"), "catch-all-option"),
        (choice("Why?", "Rain", "Snow", "A and B"), "catch-all-option"),
        (
            choice("Kapan?", "Jika perlu", "Selalu", "Tidak pernah"),
            "absolute-word-in-wrong-options",
        ),
        (choice("When?", "If need be", "Always", "Never"), "absolute-word-in-wrong-options"),
        (choice("Which?", "Rain falls.", "Snow falls", "Hail falls"), "key-stands-out"),
        (choice("Which?", "rain", "Snow", "Hail"), "key-stands-out"),
        (
            choice("Who supports survivors?", "A survivors group", "A bank", "A shop"),
            "stem-word-in-key",
        ),
        (choice("This is called an", "offence", "rule", "law"), "article-fits-few"),
    ],
)
def test_a_cue_is_found(item, code):
    assert code in codes(item)


@pytest.mark.parametrize(
    "item",
    [
        choice("Which day follows Monday?", "Tuesday", "Sunday", "Saturday", key=0),
        choice("What to say?", "'All right. I will listen.'", "'Go on then, what is it.'", "'No.'"),
        choice("When?", "Always", "Never", "Sometimes"),
        choice("An answer?", "Yes or no", "One of two"),  # two options give nothing more away
        NeutralItem("T", "true-false", LocalizedText("Ya?", "Yes?")),
    ],
)
def test_no_cue_where_there_is_none(item):
    assert codes(item) == set()


def test_keys_that_are_longest_or_in_one_place_too_often_are_cues_of_the_form():
    items = [choice("Which?", "longest", "a", "b", "c", code=f"Q{n}") for n in range(9)]
    items += [choice("Which?", "a", "longest", "b", "c", code=f"R{n}") for n in range(11)]
    found = {(cue.code, cue.language): cue.detail for cue in find_set_cues(items)}
    assert found["key-often-longest", "en"] == "9 / 20"
    assert found["key-often-in-place", ""] == "A: 20 / 20"


def test_longest_means_longer_than_every_other():
    assert is_key_longest(choice("Which?", "longer", "short"), "en")
    assert not is_key_longest(choice("Which?", "same", "size"), "en")


def test_few_items_are_not_judged():
    assert (
        find_set_cues([choice("Which?", "longest", "a", "b", code=f"Q{n}") for n in range(7)]) == []
    )


def test_binomial_tail():
    assert binomial_upper_tail(0, 5, 0.25) == pytest.approx(1)
    assert binomial_upper_tail(5, 5, 0.5) == pytest.approx(1 / 32)
    assert binomial_upper_tail(9, 20, 0.25) < 0.05 < binomial_upper_tail(8, 20, 0.25)
