"""What makes the report of a session sound."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from courses.awareness.errors import (
    CountUnreadable,
    GroupUnknown,
    HeldInFuture,
    HeldTooLongAgo,
    NoParticipants,
    TooManyPeople,
)
from courses.awareness.rules import AwarenessReport, parse_count, validate_report
from lms.kernel.texts.texts import TextMissing

TODAY = date(2026, 8, 17)
REPORT = AwarenessReport(TODAY, "53", "Kabupaten Sikka", "parents", 0, 25, "K01", "Baik.")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, HeldInFuture),
        ({"held_on": TODAY - timedelta(days=1100)}, HeldTooLongAgo),
        ({"audience": "aliens"}, GroupUnknown),
        ({"adults": 0}, NoParticipants),
        ({"adults": -1, "children": 5}, NoParticipants),
        ({"adults": 5000, "children": 1}, TooManyPeople),
        ({"district": " "}, TextMissing),
    ],
)
def test_unsound_report_is_refused(change, error):
    assert validate_report(REPORT, today=TODAY) == REPORT
    with pytest.raises(error):
        validate_report(replace(REPORT, **change), today=TODAY)


def test_numbers_of_people_in_texts_become_dots():
    told = replace(REPORT, notes="NIK 3174010101010001", district="Sikka 081234567890")
    clean = validate_report(told, today=TODAY)
    assert (clean.notes, clean.district) == ("NIK •••", "Sikka •••")


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "²", "١٢", "1234567", "a", "0x1"])
def test_count_is_a_whole_number_in_digits(text):
    with pytest.raises(CountUnreadable):
        parse_count(text)
    assert parse_count(" 025 ") == 25
