"""Cursors of lists: one spelling each, and all that fit the pattern can be read."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.api.v1.cursors import CURSOR_PATTERN, decode_cursor, encode_cursor


@given(st.uuids())
def test_cursor_leads_back_to_where_it_was_made(last):
    cursor = encode_cursor(last)
    assert re.search(CURSOR_PATTERN, cursor)
    assert decode_cursor(cursor) == last


@given(st.from_regex(CURSOR_PATTERN, fullmatch=True))
def test_each_text_of_the_pattern_is_the_one_spelling_of_a_place(cursor):
    cursor = cursor.removesuffix("\n")
    assert encode_cursor(decode_cursor(cursor)) == cursor


def test_smallest_and_largest():
    assert decode_cursor("a" * 26) == UUID(int=0)
    assert decode_cursor("7" * 25 + "4") == UUID(int=2**128 - 1)
