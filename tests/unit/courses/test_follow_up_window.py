"""When a follow-up is open."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.follow_up.window import LAST_WINDOW, months_later, window_now, windows

END = datetime(2026, 11, 30, 8, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("months", "expected"),
    [(1, (2026, 12, 30)), (3, (2027, 2, 28)), (6, (2027, 5, 30)), (15, (2028, 2, 29))],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(months, expected):
    later = months_later(END, months)
    assert (later.year, later.month, later.day, later.hour) == (*expected, 8)


def test_each_follow_up_lasts_until_the_next_and_the_last_for_three_months():
    first, second = windows(END, [6, 3])
    assert (first.months, second.months) == (3, 6)
    assert first.closes_at == second.opens_at
    assert second.closes_at == second.opens_at + LAST_WINDOW


def test_it_opens_to_the_moment_and_closes_to_the_moment():
    opens_at, closes_at = months_later(END, 3), months_later(END, 6)
    assert window_now(END, [3], opens_at - MOMENT) is None
    assert window_now(END, [3, 6], opens_at).months == 3
    assert window_now(END, [3, 6], closes_at - MOMENT).months == 3
    assert window_now(END, [3, 6], closes_at).months == 6
    assert window_now(END, [3, 6], closes_at + LAST_WINDOW) is None


def test_without_months_there_is_none():
    assert window_now(END, [], END) is None
