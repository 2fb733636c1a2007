"""Codes of classes and school numbers, as they are made and typed."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.cohort_codes.codes import ALPHABET, LENGTH, derived_code, grouped, read_code
from lms.organisations.cohort_codes.errors import ClassCodeUnknown
from lms.organisations.errors import NpsnUnreadable
from lms.organisations.kinds import read_npsn


@given(st.uuids())
def test_code_is_read_back_as_it_was_grouped(class_code_id):
    code = derived_code(b"k" * 32, class_code_id)
    assert read_code(grouped(code)) == code
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)


def test_code_has_at_least_forty_bits():
    assert len(set(ALPHABET)) ** LENGTH >= 2**40


def test_code_differs_by_key_and_by_id():
    one, other = UUID(int=1), UUID(int=2)
    assert derived_code(b"a", one) != derived_code(b"a", other)
    assert derived_code(b"a", one) != derived_code(b"b", one)


@given(st.text())
def test_anything_typed_is_a_code_or_unknown(text):
    with suppress(ClassCodeUnknown):
        assert len(read_code(text)) == LENGTH


@pytest.mark.parametrize(
    ("typed", "read"),
    [("20301234", "20301234"), (" 2030 1234", "20301234"), ("p9301234", "P9301234"), ("", None)],
)
def test_npsn_is_eight_digits_or_letters(typed, read):
    assert read_npsn(typed) == read


@pytest.mark.parametrize("typed", ["2030123", "203012345", "2030123É", "\uff12" * 8])
def test_other_numbers_are_refused(typed):
    with pytest.raises(NpsnUnreadable):
        read_npsn(typed)
