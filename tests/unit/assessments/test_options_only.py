"""What options give away without their questions, measured on banks whose answer is known."""

from random import Random

import pytest

from assessments.analysis.option_measures import find_bank_cues, measure_options
from assessments.analysis.options_only import (
    OptionSet,
    guess_shares,
    telling_words,
    tie_share,
)
from tests.unit.assessments.test_cues import choice

WORDS = [f"kata{number}" for number in range(60)]


def random_sets(count, seed=7):
    """Four options of words that say nothing, each in its own slot."""
    random = Random(seed)  # noqa: S311  not a secret
    return [
        OptionSet(
            f"Q{number}",
            f"slot{number}",
            tuple(" ".join(random.sample(WORDS, 6)) for _ in range(4)),
            random.randrange(4),
        )
        for number in range(count)
    ]


def test_a_word_that_marks_keys_is_learnt():
    sets = [
        OptionSet(f"Q{n}", f"s{n}", (f"satu{n} dua", f"tenang satu{n}", f"dua satu{n}"), 1)
        for n in range(8)
    ]
    assert set(guess_shares(sets).values()) == {1.0}
    assert telling_words(sets, 1) == ["tenang"]


def test_options_that_say_nothing_are_guessed_as_often_as_by_chance():
    shares = guess_shares(random_sets(600))
    assert 0.2 < sum(shares.values()) / 600 < 0.3


def test_an_item_is_not_guessed_from_others_of_its_slot():
    twins = [OptionSet(f"Q{n}", "same", ("merah", "biru", "hijau"), 0) for n in range(4)]
    assert set(guess_shares(twins).values()) == {1 / 3}
    apart = [OptionSet(f"Q{n}", f"slot{n}", ("merah", "biru", "hijau"), 0) for n in range(4)]
    assert set(guess_shares(apart).values()) == {1.0}


def test_ties_share_a_guess():
    assert tie_share([1, 2, 2], 1) == 0.5
    assert tie_share([1, 2, 2], 0) == 0.0
    assert tie_share([0, 0, 0, 0], 3) == 0.25


def bank(key, *others, count=24):
    """Items with one key and wrong options, at changing positions."""
    items = []
    for number in range(count):
        options = [f"{text} {number}" for text in others]
        options.insert(number % (len(others) + 1), f"{key} {number}")
        items.append(choice("Apa?", *options, key=number % (len(others) + 1), code=f"Q{number:02}"))
    return items


def codes(items):
    return {(cue.code, cue.language, cue.detail.partition(":")[0]) for cue in _cues(items)}


def _cues(items):
    return list(find_bank_cues(items, {}))


def test_a_bank_whose_keys_sound_caring_has_cues_of_tone_and_words():
    found = codes(bank("menemani anak dengan tenang", "menulis surat yang biasa", "menutup pintu"))
    assert ("tone-gives-key-away", "id", "24 / 24") in found
    assert ("words-uneven", "id", "care") in found
    assert ("options-give-key-away", "id", "100%") in found


def test_absolute_words_in_wrong_options_are_uneven():
    found = codes(bank("menulis surat itu", "selalu menulis surat", "menulis surat biasa"))
    assert ("words-uneven", "id", "absolute") in found


def test_keys_that_are_shortest_are_a_cue():
    found = codes(bank("a", "bb bb bb", "cc cc cc"))
    assert ("key-often-shortest", "id", "24 / 24") in found


def test_few_items_and_even_options_have_no_cue():
    assert _cues(bank("tenang", "biasa", "cepat", count=19)) == []
    random = Random(3)  # noqa: S311  not a secret
    items = [
        choice(
            "Apa?",
            *(" ".join(random.sample(WORDS, 5)) for _ in range(4)),
            key=random.randrange(4),
            code=f"Q{number}",
        )
        for number in range(200)
    ]
    assert _cues(items) == []


def test_a_part_of_a_bank_is_guessed_from_all_other_items():
    items = bank("menemani anak", "menulis surat", "menutup pintu")
    (measures, _english) = measure_options(items[:2], {}, training=items)
    assert (measures.items, measures.guessed) == (2, 1.0)
    assert measures.guessed_items == ("Q00", "Q01")
    (alone, _english) = measure_options(items[:1], {})
    assert alone.guessed == pytest.approx(1 / 3)


def test_items_of_other_kinds_and_without_texts_are_not_measured():
    untold = choice("Apa?", "", "", "")
    assert measure_options([untold, choice("Apa?", "ya", "tidak")], {}) == []
