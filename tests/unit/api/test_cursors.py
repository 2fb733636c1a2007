"""Cursors of lists: one spelling each, and all that fit the pattern can be read."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.api.v1.cursors import PATTERN, cursor_of, last_of


@given(st.uuids())
def test_cursor_leads_back_to_where_it_was_made(last):
    cursor = cursor_of(last)
    assert re.search(PATTERN, cursor)
    assert last_of(cursor) == last


@given(st.from_regex(PATTERN, fullmatch=True))
def test_each_text_of_the_pattern_is_the_one_spelling_of_a_place(cursor):
    cursor = cursor.removesuffix("\n")
    assert cursor_of(last_of(cursor)) == cursor


def test_smallest_and_largest():
    assert last_of("a" * 26) == UUID(int=0)
    assert last_of("7" * 25 + "4") == UUID(int=2**128 - 1)
