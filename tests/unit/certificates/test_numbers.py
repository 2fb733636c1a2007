"""Certificate numbers as they are made, printed and typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbers import (
    ALPHABET,
    format_number,
    generate_number,
    is_number,
    number_bytes,
    parse_number,
)

numbers = st.text(alphabet=ALPHABET, min_size=16, max_size=16)


def test_new_numbers_are_canonical_and_differ():
    made = {generate_number() for _ in range(200)}
    assert len(made) == 200
    assert all(is_number(number) for number in made)


@given(number=numbers)
def test_a_number_is_read_as_printed_in_either_case_and_without_hyphens(number):
    printed = format_number(number)
    assert len(printed) == 19
    for typed in (printed, printed.lower(), number, f"  {number[:8]} {number[8:]} "):
        assert parse_number(typed) == number


def test_letters_that_look_like_digits_are_read_as_those():
    assert parse_number("ol1I-2Q9X-HT3W-P8DR") == "01112Q9XHT3WP8DR"


def test_other_dashes_are_read_as_hyphens():
    assert parse_number("7K4M–2Q9X−HT3W‐P8DR") == "7K4M2Q9XHT3WP8DR"  # noqa: RUF001


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7K4M",
        "7K4M-2Q9X-HT3W-P8DU",
        "7K4M-2Q9X-HT3W-P8DR1",
        "-" * 65,
        "\N{ARABIC-INDIC DIGIT SEVEN}" * 16,
    ],
)
def test_what_cannot_be_a_number_is_none(typed):
    assert parse_number(typed) is None


@given(number=numbers)
def test_ten_bytes_hold_the_whole_number(number):
    value = int.from_bytes(number_bytes(number), "big")
    digits = [ALPHABET[value >> shift & 31] for shift in range(75, -1, -5)]
    assert "".join(digits) == number
