"""Codes that are shown where a class meets: short, soon over, and another one for each session."""

from datetime import timedelta
from uuid import UUID

import pytest

from courses.cohorts.live_sessions.codes import (
    ALPHABET,
    EPOCH,
    LENGTH,
    WINDOW,
    accepted_codes,
    current_code,
    format_code,
    next_change_at,
    parse_code,
)
from courses.cohorts.live_sessions.errors import CheckInUnknown

KEY, ONE, OTHER = b"key", UUID(int=1), UUID(int=2)
NOON = EPOCH + 1000 * WINDOW


def test_code_stays_for_its_window_and_then_counts_for_one_more():
    code = current_code(KEY, ONE, NOON)
    assert current_code(KEY, ONE, NOON + WINDOW - timedelta(seconds=1)) == code
    assert code in accepted_codes(KEY, ONE, NOON + 2 * WINDOW - timedelta(seconds=1))
    assert code not in accepted_codes(KEY, ONE, NOON + 2 * WINDOW)
    assert code not in accepted_codes(KEY, ONE, NOON - timedelta(seconds=1))


def test_other_session_and_other_server_show_another_code():
    shown = {current_code(key, one, NOON) for key in (KEY, b"other") for one in (ONE, OTHER)}
    assert len(shown) == 4


def test_codes_have_forty_bits_of_the_alphabet():
    codes = [current_code(KEY, ONE, NOON + n * WINDOW) for n in range(500)]
    assert {len(code) for code in codes} == {LENGTH}
    assert {sign for code in codes for sign in code} == set(ALPHABET)
    assert len(set(codes)) == 500


def test_change_comes_at_the_end_of_the_window():
    assert next_change_at(NOON) == NOON + WINDOW
    assert next_change_at(NOON + WINDOW - timedelta(seconds=1)) == NOON + WINDOW


def test_code_is_read_however_it_is_typed():
    code = current_code(KEY, ONE, NOON)
    assert parse_code(f" {format_code(code).lower()} ") == code
    assert parse_code("oil1-0000") == "01110000"


@pytest.mark.parametrize("text", ["", "ABCD-123", "ABCD-12345", "ABCD-123U", "ABCD-123é"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(CheckInUnknown):
        parse_code(text)
