"""Bytes as characters that a QR code packs, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.qr.base41 import ALPHABET, InvalidBase41, decode, encode


@given(data=st.binary())
def test_decoding_gives_back_what_was_encoded(data):
    assert decode(encode(data)) == data


@given(text=st.text(alphabet=ALPHABET))
def test_a_text_that_decodes_is_the_only_one_for_its_bytes(text):
    try:
        data = decode(text)
    except InvalidBase41:
        return
    assert encode(data) == text


@given(data=st.binary())
def test_two_bytes_take_three_characters_that_a_qr_code_packs(data):
    text = encode(data)
    assert len(text) == len(data) // 2 * 3 + len(data) % 2 * 2
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./: ")


@pytest.mark.parametrize("text", ["A", "ABCD", "abc", "AB%", "A B", "AB/", "ÄBC", "A\n"])
def test_foreign_characters_and_impossible_lengths_are_refused(text):
    with pytest.raises(InvalidBase41):
        decode(text)


@pytest.mark.parametrize(("text", "too_much"), [("H:-", "I:-"), ("96", "A6")])
def test_digits_out_of_range_are_refused_beside_the_largest_that_fit(text, too_much):
    assert set(decode(text)) == {0xFF}
    with pytest.raises(InvalidBase41, match="range"):
        decode(too_much)
