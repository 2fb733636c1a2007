"""Codes of classes and school numbers, as they are made and typed."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.cohort_codes.codes import (
    ALPHABET,
    LENGTH,
    derive_code,
    format_code,
    parse_code,
)
from lms.organisations.cohort_codes.errors import CohortCodeUnknown
from lms.organisations.errors import NpsnUnreadable
from lms.organisations.kinds import parse_npsn


@pytest.mark.slow
@given(st.uuids())
def test_code_is_read_back_as_it_was_grouped(class_code_id):
    code = derive_code(b"k" * 32, class_code_id)
    assert parse_code(format_code(code)) == code
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)


def test_code_has_at_least_forty_bits():
    assert len(set(ALPHABET)) ** LENGTH >= 2**40


def test_code_differs_by_key_and_by_id():
    one, other = UUID(int=1), UUID(int=2)
    assert derive_code(b"a", one) != derive_code(b"a", other)
    assert derive_code(b"a", one) != derive_code(b"b", one)


@given(st.text())
def test_anything_typed_is_a_code_or_unknown(text):
    with suppress(CohortCodeUnknown):
        assert len(parse_code(text)) == LENGTH


@pytest.mark.parametrize(
    ("typed", "read"),
    [("20301234", "20301234"), (" 2030 1234", "20301234"), ("p9301234", "P9301234"), ("", None)],
)
def test_npsn_is_eight_digits_or_letters(typed, read):
    assert parse_npsn(typed) == read


@pytest.mark.parametrize("typed", ["2030123", "203012345", "2030123É", "\uff12" * 8])
def test_other_numbers_are_refused(typed):
    with pytest.raises(NpsnUnreadable):
        parse_npsn(typed)
